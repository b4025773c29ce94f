using System.Globalization;
using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>One of the two files within one look: what it is on disk, what stands in it, and who its owners are on this host.</summary>
public sealed class SubidTable
{
    // Beyond it the file is not read: 16 MiB are some 700,000 rows.
    public const int Limit = 16 << 20;

    // Names that programs look up whether or not there is such an account.
    private static readonly string[] Services = ["containers", "dockremap", "kubelet"];

    private readonly HostFacts _host;
    private readonly SubidFile _file;
    private FileStatus? _itself;
    private FileStatus? _status;
    private ulong[]? _identities;
    private IdOwner[]? _kinds;
    private SubidOverlaps? _strong;
    private SubidOverlaps? _weak;
    private Evidence? _absence;
    private OwnedIds? _ofNobody;

    private SubidTable(HostFacts host, IdKind kind)
    {
        _host = host;
        Kind = kind;
        _file = SubidFile.Empty;
        try
        {
            if (host.Root.Read(Path, Limit) is not { } bytes) return;
            Exists = true;
            _file = SubidFile.Parse(bytes, host.ShadowVersion);
        }
        catch (FormatException wrong)
        {
            Failure = new RefusedException(Path, wrong.Message);
        }
        catch (IOException failure)
        {
            Failure = failure;
        }
    }

    public IdKind Kind { get; }

    /// <summary><c>/etc/subuid</c> or <c>/etc/subgid</c>.</summary>
    public string Path => PathOf(Kind);

    /// <summary>There is such a file.</summary>
    public bool Exists { get; }

    /// <summary>The status of the path itself, be it a symbolic link; null when there is nothing.</summary>
    public FileStatus? Itself => _itself ??= _host.Root.StatLink(Path);

    /// <summary>The status of the file; null when there is none.</summary>
    public FileStatus? Status => _status ??= Itself is { Kind: FileKind.Link } ? _host.Root.Stat(Path) : Itself;

    /// <summary>Why it could not be read; null when it could, or is not there.</summary>
    public IOException? Failure { get; }

    /// <exception cref="IOException">It could not be read.</exception>
    public SubidFile File => Failure is null ? _file : throw Failure;

    /// <summary><c>uid</c> or <c>gid</c>.</summary>
    public string Word => Kind == IdKind.Uid ? "uid" : "gid";

    /// <summary>What somebody who has no row in it is shown.</summary>
    public Evidence Absence => _absence ??= new Evidence(Path, Text: Exists ? null : "no such file");

    /// <summary>The ids of whoever has none: the same for all of them.</summary>
    internal OwnedIds OfNobody => _ofNobody ??= OwnedIds.None(this);

    public static string PathOf(IdKind kind) => kind == IdKind.Uid ? "/etc/subuid" : "/etc/subgid";

    internal static SubidTable Read(HostFacts host, IdKind kind) => new(host, kind);

    public Evidence Evidence(int row) => new(Path, _file.Rows[row].Line, _file.TextOf(_file.Rows[row]));

    /// <summary>The same number for every row of one account, by name or by number; another for each owner that is no account.</summary>
    public ulong IdentityOf(int owner)
    {
        KnowOwners();
        return _identities![owner];
    }

    public IdOwner KindOf(int owner)
    {
        KnowOwners();
        return _kinds![owner];
    }

    /// <summary>The number of an account among the owners.</summary>
    public ulong IdentityOf(Account account, bool exists)
    {
        if (exists) return account.Uid;
        IReadOnlyList<int> rows = File.RowsOf(account.Name, uid: null);
        return rows.Count > 0 ? IdentityOf(File.Rows[rows[0]].Owner) : ulong.MaxValue;
    }

    /// <summary>The account that owns a row, as the host calls it; null for none.</summary>
    public string? UserOf(int owner)
    {
        if (KindOf(owner) == IdOwner.Nobody) return null;
        string text = File.Owners[owner];
        if (_host.FindLocal(text) is { } account) return account.Name;
        return TryUid(text, out uint uid) ? _host.RealIds(IdKind.Uid).Find(uid) : KindOf(owner) == IdOwner.Account ? text : null;
    }

    /// <summary>Rows that give ids to somebody who is there.</summary>
    public SubidOverlaps Strong => _strong ??= new SubidOverlaps(Claims(strong: true));

    /// <summary>Rows of services and of accounts that are gone, and rows that only some programs see.</summary>
    public SubidOverlaps Weak => _weak ??= new SubidOverlaps(Claims(strong: false));

    private List<SubidClaim> Claims(bool strong)
    {
        var claims = new List<SubidClaim>();
        ReadOnlySpan<SubidRow> rows = File.Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            SubidRow row = rows[i];
            if (row.Owner < 0 || row.Is(SubidOddities.Disabled | SubidOddities.Nis)) continue;
            bool isStrong = row.Sight != SubidSight.Invisible && !row.Is(SubidOddities.OwnerBlank) && KindOf(row.Owner) == IdOwner.Account;
            if (isStrong != strong) continue;
            if (claims.Count == 0) claims.EnsureCapacity(rows.Length - i);
            ulong owner = IdentityOf(row.Owner);
            (IdRange shadow, IdRange other) = File.Readings(row);
            if (shadow.Count > 0) claims.Add(new(shadow.Start, shadow.End, owner, i));
            if (other.Count > 0) claims.Add(new(other.Start, other.End, owner, i));
        }
        return claims;
    }

    private void KnowOwners()
    {
        if (_identities is not null) return;
        var identities = new ulong[File.Owners.Count];
        _kinds = new IdOwner[identities.Length];
        for (int i = 0; i < identities.Length; i++)
        {
            string name = File.Owners[i];
            (identities[i], _kinds[i]) = _host.FindLocal(name) is { } account ? (account.Uid, IdOwner.Account)
                : TryUid(name, out uint uid) ? (uid, _host.RealIds(IdKind.Uid).Find(uid) is not null || _host.HasRemoteAccounts ? IdOwner.Account : IdOwner.Nobody)
                : (IdRange.Ids + (ulong)i, _host.HasRemoteAccounts || _host.HomedUsers.Contains(name) ? IdOwner.Account : IdOwner.Nobody);
            if (Services.Contains(name)) _kinds[i] = IdOwner.Service;
        }
        _identities = identities;
    }

    private static bool TryUid(string owner, out uint uid) => uint.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out uid);
}
