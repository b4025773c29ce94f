using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>
/// The blocks that one look offers to the accounts that it is about: to each its own, found once and for all of them together.
/// </summary>
internal sealed class SubordinateIdOffers
{
    private readonly HostFacts _host;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly SubordinateIdAllocator? _allocator;
    private readonly string?[] _full = new string?[2];
    private readonly Dictionary<string, (IdRange? Uids, IdRange? Gids)> _found = [];

    public SubordinateIdOffers(HostFacts host)
    {
        _host = host;
        _asked.UnionWith(host.Asked.Select(account => account.Name));
        try
        {
            Refusal = Refuse(host);
            if (Refusal is not null) return;
            var allocator = new SubordinateIdAllocator(Window(IdKind.Uid), Window(IdKind.Gid), Taken(IdKind.Uid), Taken(IdKind.Gid), host.SubidPolicy.Count);
            _found = allocator.Allocate(host.Asked.Where(account => account.Uid != 0).Select(Need).OfType<SubordinateIdNeed>(), host.SubidPolicy.ByUid);
            _allocator = allocator;
        }
        catch (IOException failure)
        {
            Unread = failure.Message;
            Refusal = $"{failure.Message}, so nobody knows which ids are free";
        }
    }

    /// <summary>Why nobody is offered any; null when there are offers.</summary>
    public string? Refusal { get; }

    /// <summary>What of the accounts cannot be read, so that nobody knows what is taken; null where all was read.</summary>
    public string? Unread { get; }

    /// <summary>Why an account was offered none although it lacks some, and others are given some: the window is full; null when that was not so.</summary>
    public string? Full => _full[0] ?? _full[1];

    /// <summary>What would give an account what it lacks; null when the window is full, nothing is offered, or it lacks nothing.</summary>
    public AddSubordinateIds? For(Account account)
    {
        if (_allocator is null) return null;
        if (!_found.TryGetValue(account.Name, out var block))
        {
            if (_asked.Contains(account.Name) || Need(account) is not { } need || !_allocator.Allocate([need], _host.SubidPolicy.ByUid).TryGetValue(account.Name, out block)) return null;
            _found[account.Name] = block;
        }
        // usermod knows only the accounts of /etc/passwd.
        return new AddSubordinateIds(account.Name, block.Uids, block.Gids) { Absent = Absent(block), WithUsermod = _host.Program("usermod") is not null && _host.Passwd.Find(account.Name) is not null };
    }

    /// <summary>Why an account that lacks ids gets no offer.</summary>
    public string WhyNot(UserFacts user)
    {
        if (Refusal is not null) return Refusal;
        if (_host.SubidPolicy.ByUid)
        {
            return _full[0] = BlockOf(user.Account) is { } block
                ? $"the block of uid {user.Account.Uid} ({block}) is not free: allocate = \"by-uid\" gives no other"
                : $"uid {user.Account.Uid} has no block in {Window(IdKind.Uid)}: allocate = \"by-uid\" counts from UID_MIN ({_host.LoginDefs.UidMin}), {SubordinateIdBlocks.Step(_host.SubidPolicy.Count)} ids for each uid";
        }
        bool uids = Lacks(user.Subids(IdKind.Uid));
        IdRange window = Window(uids ? IdKind.Uid : IdKind.Gid);
        string keys = uids ? "SUB_UID_MIN and SUB_UID_MAX" : "SUB_GID_MIN and SUB_GID_MAX";
        ref string? full = ref _full[uids ? 0 : 1];
        if (full is not null) return full;
        string most = MostOf(uids ? IdKind.Uid : IdKind.Gid, window) is { } owner ? $", most of which has {owner}" : "";
        string widen = _host.SubidPolicy is { Min: null, Max: null } ? $"{keys} of /etc/login.defs" : "min and max of [subordinate-ids]";
        return full = $"no {_host.SubidPolicy.Count} ids are free in {window}{most} ({widen})";
    }

    /// <summary>The ids that may be given.</summary>
    public IdRange Window(IdKind kind) => Window(_host, kind);

    public static IdRange Window(HostFacts host, IdKind kind)
    {
        LoginDefs defs = host.LoginDefs;
        (ulong min, ulong max) = kind == IdKind.Uid ? (defs.SubUidMin, defs.SubUidMax) : (defs.SubGidMin, defs.SubGidMax);
        (min, max) = (host.SubidPolicy.Min ?? min, host.SubidPolicy.Max ?? max);
        // Below it directories hand out their own ids.
        if (host.HasRemoteAccounts && host.SubidPolicy.Min is null) min = Math.Max(min, ReservedRange.Homed.Start);
        max = Math.Min(max, ReservedRange.Signed - 1);
        return max < min ? new(min, 0) : ReservedRange.Between(min, max);
    }

    /// <summary>What a new range of a kind may not touch: every reading of every row, real ids, and what is reserved.</summary>
    private List<IdRange> Taken(IdKind kind)
    {
        SubidFile file = _host.Subids(kind).File;
        ReadOnlySpan<uint> real = _host.RealIds(kind).Ids;
        // One more for each account that is given something.
        var taken = new List<IdRange>(file.Rows.Length + real.Length + _host.Reserved.Count + _asked.Count);
        foreach (SubidRow row in file.Rows)
        {
            // It claims every id there is; who has it must lose it before anybody can be given something.
            if (row.GrantsEverything) continue;
            (IdRange shadow, IdRange other) = file.Readings(row);
            if (shadow.Count > 0) taken.Add(shadow);
            if (other.Count > 0) taken.Add(other);
        }
        foreach (uint id in real) taken.Add(new(id, 1));
        foreach (ReservedRange reserved in _host.Reserved) taken.Add(reserved.Range);
        return taken;
    }

    private SubordinateIdNeed? Need(Account account)
    {
        OwnedIds uids = OwnedIds.FromFile(_host.Subids(IdKind.Uid), account, exists: true, byDocker: false);
        OwnedIds gids = OwnedIds.FromFile(_host.Subids(IdKind.Gid), account, exists: true, byDocker: false);
        (bool lacksUids, bool lacksGids) = (Lacks(uids), Lacks(gids));
        if (!lacksUids && !lacksGids) return null;
        ulong above = Math.Max(Highest(lacksUids, uids), Highest(lacksGids, gids));
        if (_host.HomedUsers.Contains(account.Name)) above = Math.Max(above, ReservedRange.Homed.Start - 1);
        OwnedIds other = lacksUids ? gids : uids;
        IdRange? preferred = _host.SubidPolicy.ByUid ? BlockOf(account) : lacksUids != lacksGids && other.Granted is [var only] ? only.Range : null;
        return new(account, lacksUids, lacksGids, above, preferred);
    }

    // The same on every host that has the same window: nobody has to be asked.
    private IdRange? BlockOf(Account account)
    {
        IdRange window = Window(IdKind.Uid).Intersect(Window(IdKind.Gid));
        if (account.Uid < _host.LoginDefs.UidMin) return null;
        var block = new IdRange(SubordinateIdBlocks.Step(window.Start) + ((account.Uid - (ulong)_host.LoginDefs.UidMin) * SubordinateIdBlocks.Step(_host.SubidPolicy.Count)), _host.SubidPolicy.Count);
        return block.End <= window.End ? block : null;
    }

    private static bool Lacks(OwnedIds ids) => ids.Largest < SubordinateIdBlocks.Size;

    private static ulong Highest(bool lacks, OwnedIds ids) => lacks && ids.Granted.Length > 0 ? ids.Granted.Max(owned => owned.Range.Start) : 0;

    private string? MostOf(IdKind kind, IdRange window)
    {
        SubidFile file = _host.Subids(kind).File;
        int most = -1;
        ulong count = 0;
        for (int i = 0; i < file.Rows.Length; i++)
        {
            ulong inside = file.Rows[i].Range.Intersect(window).Count;
            if (inside > count && file.Rows[i].Owner >= 0) (most, count) = (i, inside);
        }
        return most < 0 || count < window.Count / 2 ? null : Printable.Of(file.OwnerOf(file.Rows[most]));
    }

    private static string? Refuse(HostFacts host)
    {
        if (host.SubidPlugin is { } plugin) return $"nsswitch.conf gives subid to {Printable.Of(plugin)}, so they come from the directory";
        if (host.LoginDefs.SubUidCount == 0 || host.LoginDefs.SubGidCount == 0) return "SUB_UID_COUNT or SUB_GID_COUNT is 0 in /etc/login.defs, so none are given here";
        if (IsYes(host.LoginDefs["SUB_UID_DETERMINISTIC"]) || IsYes(host.LoginDefs["SUB_GID_DETERMINISTIC"])) return "SUB_UID_DETERMINISTIC is set in /etc/login.defs, so useradd computes them";
        return null;
    }

    private static bool IsYes(string? value) => value is not null && value.Equals("yes", StringComparison.OrdinalIgnoreCase);

    private string[] Absent((IdRange? Uids, IdRange? Gids) block)
    {
        (bool uids, bool gids) = (block.Uids is not null && !_host.Subids(IdKind.Uid).Exists, block.Gids is not null && !_host.Subids(IdKind.Gid).Exists);
        return !uids && !gids ? [] : [.. uids ? [SubidTable.PathOf(IdKind.Uid)] : Array.Empty<string>(), .. gids ? [SubidTable.PathOf(IdKind.Gid)] : Array.Empty<string>()];
    }
}
