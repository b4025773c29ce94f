using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>Subordinate ids: the files, who answers for them, and what no range may touch.</summary>
public sealed partial class HostFacts
{
    private static readonly Version FirstWithPlugins = new(4, 9);

    private static readonly string[] LibraryFolders =
    [
        "/usr/lib64", "/lib64", "/usr/lib", "/lib", "/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/usr/lib/arm-linux-gnueabihf", "/usr/lib/riscv64-linux-gnu", "/usr/lib/powerpc64le-linux-gnu", "/usr/lib/s390x-linux-gnu",
    ];

    private readonly SubidTable?[] _subids = new SubidTable?[2];
    private int _subidQuestions;
    private Remedies.SubordinateIdOffers? _offers;

    // Asked for every account, and there may be 60,000: not by the name of a fact each time.
    private ReservedRange[]? _reserved;
    private (string? Name, bool Known) _subidPlugin;
    private bool? _hasGetsubids;

    /// <summary>
    /// The installed version of shadow, which newuidmap, newgidmap and getsubids are of; null when it is not known. Then what a later version
    /// mends is still broken, and what an earlier one took is refused.
    /// </summary>
    public Version? ShadowVersion => Once("shadow", static host =>
    {
        try
        {
            // Not by asking the program: newuidmap tells nobody its version.
            return ProgramPackages.Of("newuidmap").FirstOrDefault(host.Packages.ContainsKey) is { } package ? ProgramVersion.Parse(host.Packages[package]) : null;
        }
        catch (IOException)
        {
            return null;
        }
    });

    /// <summary>/etc/subuid or /etc/subgid.</summary>
    public SubidTable Subids(IdKind kind) => _subids[(int)kind] ??= SubidTable.Read(this, kind);

    /// <summary>A row of /etc/subuid names the account.</summary>
    public bool OwnsSubordinateIds(string name, uint uid) => Subids(IdKind.Uid) is { Failure: null } table && table.File.RowsOf(name, uid).Count > 0;

    /// <summary>How ids are given. Set once, before the first check.</summary>
    public Remedies.SubordinateIdPolicy SubidPolicy { get; set; } = Remedies.SubordinateIdPolicy.Default;

    /// <summary>The blocks that this look offers to accounts that lack some.</summary>
    internal Remedies.SubordinateIdOffers SubidOffers => Once("subid offers", static host => host._offers = new Remedies.SubordinateIdOffers(host));

    /// <summary>Why an account that lacks ids was offered none; null when nobody was refused, or nobody asked.</summary>
    internal string? SubidsFull => _offers?.Full;

    /// <summary>Ids that no subordinate range should touch although no account has them, in rising order of their kinds.</summary>
    public IReadOnlyList<ReservedRange> Reserved => _reserved ??= ReadReserved();

    /// <summary>The first of those that a range touches, the fatal ones before the others; null for none.</summary>
    public ReservedRange? ReservedIn(IdRange range)
    {
        ReservedRange? unwise = null;
        foreach (ReservedRange reserved in _reserved ??= ReadReserved())
        {
            if (!reserved.Range.Overlaps(range)) continue;
            if (reserved.IsFatal) return reserved;
            unwise ??= reserved;
        }
        return unwise;
    }

    /// <summary>getsubids(1) is installed.</summary>
    public bool HasGetsubids => _hasGetsubids ??= Program("getsubids") is not null;

    /// <summary>
    /// The plugin that answers for subordinate ids instead of the files (nsswitch.conf, <c>subid:</c>); null when the files do. Only the first word
    /// counts, shadow before 4.9 knows of none, and where the plugin is not installed shadow complains and takes the files.
    /// </summary>
    public string? SubidPlugin
    {
        get
        {
            if (!_subidPlugin.Known) _subidPlugin = (NamedSubidPlugin is { } name && HasSubidPlugin(name) ? name : null, true);
            return _subidPlugin.Name;
        }
    }

    /// <summary>The plugin that nsswitch.conf names, installed or not.</summary>
    public string? NamedSubidPlugin => Nsswitch.Services("subid", "files") is [var first, ..] && first != "files" && (ShadowVersion is not { } version || version >= FirstWithPlugins) ? first : null;

    /// <summary>Who root is below this root: in an image that was unpacked without privilege, whoever unpacked it.</summary>
    public uint RootsUid => Root.Owner;

    /// <summary>The map of a process's user namespace; null when there is no such process.</summary>
    public IdMap? IdMapAt(string path) => Word(path) is { } text ? Parsed(path, () => IdMap.Parse(text)) : null;

    /// <summary>newuidmap or newgidmap, where it is for everybody, or where NixOS puts programs with privilege; null when it is in neither.</summary>
    public string? Helper(string name) => Program(name) ?? (Root.Stat($"/run/wrappers/bin/{name}") is { Kind: FileKind.Regular } ? $"/run/wrappers/bin/{name}" : null);

    /// <summary>What a directory's plugin says through getsubids(1), one row a line; null where it says nothing.</summary>
    public string? AskSubids(string user, IdKind kind) =>
        user.StartsWith('-') || Program("getsubids") is not { } path ? null : kind == IdKind.Gid ? Root.Ask(path, "-g", user) : Root.Ask(path, user);

    /// <summary>getsubids can be asked: it is there, this is a running host or what one answered, and it was not asked too often yet.</summary>
    public bool MayAskSubids(int most) => !IsPartial && HasGetsubids && _subidQuestions++ < most;

    private SssdConf? Sssd => Once("sssd", () =>
    {
        try
        {
            return Root.ReadText("/etc/sssd/sssd.conf") is { } text ? SssdConf.Parse(text) : null;
        }
        catch (IOException)
        {
            return null; // root's alone; what it says is a hint here, and what it keeps is secret
        }
    });

    private ReservedRange[] ReadReserved()
    {
        if (!HasRemoteAccounts || Sssd is not { } sssd) return [.. ReservedRange.Everywhere];
        // A slice is known to be a domain's when one of its accounts is seen in it.
        IEnumerable<IdRange> slices = Remote.Accounts.Concat(Asked.Where(account => account.Line == 0))
            .Select(account => sssd.SliceOf(account.Uid)).OfType<IdRange>().Distinct().OrderBy(slice => slice.Start);
        return [.. ReservedRange.Everywhere, .. slices.Select(slice => new ReservedRange(slice, "a directory's accounts (SSSD's slice)", IsFatal: false))];
    }

    // A directory without libraries is no system but a sketch of one: then what is configured counts as there.
    private bool HasSubidPlugin(string name) =>
        LibraryFolders.Any(folder => Root.Stat($"{folder}/libsubid_{name}.so") is not null)
        || (IsPartial && !LibraryFolders.Take(4).Any(folder => Root.Stat(folder) is not null));
}
