using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>What can be wrong with a row of the account itself.</summary>
internal static class SubidRowFaults
{
    /// <summary>The fault; null for a row that is odd and harmless.</summary>
    public static Finding? Of(UserFacts user, SubidTable table, int index)
    {
        SubidRow row = table.File.Rows[index];
        // x:0:0 is the business of subid.reserved.
        if (row.GrantsEverything) return null;
        string place = $"line {row.Line} of {table.Path}";
        return user.IsRemapOwner ? ForDocker(table, index, row, place) : ForShadow(user, table, index, row, place);
    }

    private static Finding? ForDocker(SubidTable table, int index, SubidRow row, string place)
    {
        IdRange docker = table.File.DockerReading(row);
        if (docker.Start == 0 && docker.Count > 0 && !(row.Sight == SubidSight.Visible && row.Start == 0))
        {
            return Bad(Finding.Fail($"{place} has no start that Docker can read, so it maps containers to {docker}, root included"), table, index);
        }
        if (docker.Count == 0) return Bad(Finding.Fail($"{place} has no count that Docker can read"), table, index);
        return row.Is(SubidOddities.OctalOrDecimal) ? Bad(Finding.Warn($"{place} begins at {docker.Start} for Docker and at {Shadow(row)} for shadow: a leading zero is octal"), table, index) : null;
    }

    private static Finding? ForShadow(UserFacts user, SubidTable table, int index, SubidRow row, string place)
    {
        IdRange? go = table.File.GoReading(row);
        if (row.Is(SubidOddities.OctalOrDecimal) && go is { } read)
        {
            return Bad(Finding.Fail($"{place} is {read.Start}:{read.Count} to Docker and Podman and {Shadow(row)} to newuidmap: a leading zero is octal"), table, index);
        }
        if (row.Is(SubidOddities.TrailingBlank)) return Unseen(user, Bad(Finding.Fail($"{place} ends in a blank or a carriage return, so newuidmap does not see it"), table, index));
        if (row.Is(SubidOddities.OwnerBlank)) return Bad(Finding.Fail($"{place} has a blank beside the name, so newuidmap takes it for another owner's"), table, index);
        if (row.Is(SubidOddities.Malformed)) return Unseen(user, Bad(Finding.Fail($"{place} is no row of NAME:START:COUNT"), table, index));
        if (row.Is(SubidOddities.TooLong)) return Unseen(user, Bad(Finding.Fail($"{place} is longer than 1023 bytes, so newuidmap does not see it"), table, index));
        if (row.Is(SubidOddities.Negative)) return Bad(Finding.Fail($"{place} has a negative number"), table, index);
        if (row.Is(SubidOddities.Beyond)) return Bad(Finding.Fail($"{place} goes past 4294967295, the last id that there is"), table, index);
        if (row.Is(SubidOddities.MoreFields)) return Bad(Finding.Fail($"{place} has more than three fields, which shadow from 4.19 on does not read"), table, index);
        if (row.Is(SubidOddities.Nul)) return Bad(Finding.Fail($"{place} stands beside a NUL byte"), table, index);
        if (row.Count == 0) return Bad(Finding.Fail($"{place} gives no ids, and Podman fails over it"), table, index);
        if (table.File.OwnerOf(row) is ['0', _, ..] owner && owner != user.Name) return Bad(Finding.Fail($"{place} names its owner as {Printable.Of(owner)}, which is nobody's uid to most programs"), table, index);
        return row.Is(SubidOddities.NotDecimal) && !user.Host.HasGetsubids
            ? Bad(Finding.Warn($"{place} is {row.Start}:{row.Count} to newuidmap, and no decimal number to programs that read the file themselves"), table, index)
            : null;
    }

    /// <summary>
    /// To shadow there are no rows then. A Podman with libsubid, as where getsubids is, makes do with the user's own id; one that reads the file itself
    /// asks newuidmap for what that refuses.
    /// </summary>
    public static Finding Unseen(UserFacts user, Finding finding)
    {
        return user.Host.HasGetsubids ? WithoutPodman(user, finding) : finding;
    }

    /// <summary>Podman makes do with the user's own id; the others need more.</summary>
    public static Finding WithoutPodman(UserFacts user, Finding finding)
    {
        string[] others = [.. user.Engines.Select(engine => engine.Name).Where(name => name != "podman")];
        return others.Length == user.Engines.Count ? finding
            : others.Length > 0 ? finding.For(others)
            : finding with { Status = Status.Warn };
    }

    private static string Shadow(SubidRow row) => row.Is(SubidOddities.Malformed) ? "nothing" : $"{row.Start}:{row.Count}";

    private static Finding Bad(Finding finding, SubidTable table, int index)
    {
        SubidRow row = table.File.Rows[index];
        IdRange wanted = table.File.GoReading(row) ?? row.Range;
        string owner = table.File.OwnerOf(row);
        finding = finding.Because(table.Evidence(index));
        bool known = wanted.Start >= ReservedRange.Lowest && wanted.Count > 0 && wanted.End < IdRange.Ids && !row.Is(SubidOddities.OctalOrDecimal);
        // sed's own special characters, and the shell's, do not occur in such a name.
        return !known || !owner.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? finding.With(new Remedy(new ByHand($"write line {row.Line} of {table.Path} as NAME:START:COUNT, in decimal and without blanks")))
            : finding.With(new Remedy(new ByHand($"write line {row.Line} of {table.Path} as {owner}:{wanted.Start}:{wanted.Count}", $"sed -i {Shell.Quote($"{row.Line}s/.*/{owner}:{wanted.Start}:{wanted.Count}/")} {table.Path}")));
    }
}
