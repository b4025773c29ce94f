using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>The files are as every program wants them, and so are the account's rows.</summary>
internal sealed class Syntax : IUserCheck
{
    private static readonly Finding Well = Finding.Pass("well-formed");

    public About About { get; } = new("subid.syntax", "every program reads the account's rows, and all alike")
    {
        Reads = "/etc/subuid and /etc/subgid: type, owner, mode and every byte",
        Why = "shadow, Docker, Podman and LXC each have a parser. What one is strict about another lets pass or reads as another number: a blank at the end makes a row invisible to newuidmap, a leading zero is octal to it and decimal to Docker, "
            + "a missing last newline makes shadow from 4.19 on refuse the whole file, and a symbolic link always did.",
        Sources =
        [
            "subuid(5)", "https://github.com/shadow-maint/shadow/issues/1253", "https://github.com/shadow-maint/shadow/issues/1581",
            "https://github.com/podman-container-tools/podman/issues/21071", "https://github.com/rootless-containers/rootlesskit/issues/259",
        ],
    };

    public Finding Look(UserFacts user)
    {
        if (user.NeedsNoSubids || user.IsMadeByDocker) return Aside.Of(user)!;
        if (user.Host.SubidPlugin is not null && !user.IsRemapOwner) return Finding.Skip("a directory answers, and the files are not read");
        SubidTable[] tables = [user.Host.Subids(IdKind.Uid), user.Host.Subids(IdKind.Gid)];
        Finding? warning = null;
        foreach (SubidTable table in tables)
        {
            if (SubidFileFaults.Of(user, table) is not { } found) continue;
            if (found.Status is Status.Fail) return found;
            warning ??= found;
        }
        foreach (SubidTable table in tables)
        {
            IReadOnlyList<int> odd = user.Subids(table.Kind).Odd;
            for (int i = 0; i < odd.Count; i++)
            {
                int row = odd[i];
                if (SubidRowFaults.Of(user, table, row) is not { } found) continue;
                if (found.Status is Status.Fail) return found;
                warning ??= found;
            }
        }
        return warning ?? (tables[0].Exists || tables[1].Exists ? Well : Finding.FollowsFrom("subid.present"));
    }
}
