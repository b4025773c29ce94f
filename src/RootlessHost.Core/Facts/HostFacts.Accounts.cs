using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>Accounts beyond /etc/passwd and /etc/group: what the name service adds.</summary>
public sealed partial class HostFacts
{
    // More than any directory seen.
    private const int MostListed = 200_000;

    // What answers from this machine alone: nothing else knows accounts that /etc/passwd does not.
    private static readonly string[] LocalServices = ["files", "compat", "systemd", "mymachines", "db", "extrausers", "altfiles"];

    private readonly RealIds?[] _realIds = new RealIds?[2];

    // Asked for every account, and there may be 60,000: not by the name of a fact each time.
    private string[]? _remoteServices;
    private IReadOnlySet<string>? _homedUsers;
    private PasswdFile[]? _otherPasswds;

    /// <summary>The accounts that this look is about, so that each of them is offered ids of its own. Set once, before the first check.</summary>
    public IReadOnlyList<Account> Asked { get; set; } = [];

    /// <summary>Accounts can come from somewhere other than this machine's files: a directory, through the name service.</summary>
    public bool HasRemoteAccounts => RemoteServices.Count > 0;

    /// <summary>The name service's sources of accounts that are not on this machine: <c>sss</c>, <c>ldap</c>, <c>winbind</c>.</summary>
    public IReadOnlyList<string> RemoteServices => _remoteServices ??= [.. Nsswitch.Services("passwd", "files").Where(service => !LocalServices.Contains(service))];

    /// <summary>An account by name from this machine's files; null when they have none.</summary>
    public Account? FindLocal(string name)
    {
        if (Passwd.Find(name) is { } account) return account;
        foreach (PasswdFile file in OtherPasswds)
        {
            if (file.Find(name) is { } other) return other;
        }
        return null;
    }

    /// <summary>Every uid of an account, or gid of a group, that is known here: local files, those that nsswitch.conf adds, and on the machine itself the directory's, as far as it lists them.</summary>
    public RealIds RealIds(IdKind kind) => _realIds[(int)kind] ??= WithTheSameAccounts?.RealIds(kind) ?? new RealIds(kind == IdKind.Uid
        ? KnownAccounts.Select(account => (account.Uid, account.Name))
        : Groups.Groups.Concat(OtherGroups.SelectMany(file => file.Groups)).Select(group => (group.Gid, group.Name)).Concat(KnownAccounts.Select(account => (account.Gid, account.Name))));

    /// <summary>The directory did not list its accounts in time, so there are real ids that are not known here.</summary>
    public bool RemoteAccountsAreUnknown => !Remote.Complete;

    /// <summary>The accounts that systemd-homed keeps, by name; empty also where that may not be read.</summary>
    public IReadOnlySet<string> HomedUsers => _homedUsers ??= ReadHomedUsers();

    // Nothing of what tells of accounts is assumed to be another.
    private HostFacts? WithTheSameAccounts => _before is { } before && ReferenceEquals(Passwd, before.Passwd) && ReferenceEquals(Groups, before.Groups)
        && !HasRemoteAccounts && !OtherFolders("passwd").Any() && !OtherFolders("group").Any() && Asked.SequenceEqual(before.Asked, ReferenceEqualityComparer.Instance) ? before : null;

    private IEnumerable<Account> KnownAccounts =>
        Passwd.Accounts.Concat(OtherPasswds.SelectMany(file => file.Accounts)).Concat(Remote.Accounts).Concat(Asked.Where(account => account.Line == 0));

    private PasswdFile[] OtherPasswds => _otherPasswds ??=
        [.. OtherFolders("passwd").Select(folder => Root.ReadText($"{folder}/passwd", 64 << 20)).OfType<string>().Select(PasswdFile.Parse)];

    private IReadOnlyList<GroupFile> OtherGroups => Once<IReadOnlyList<GroupFile>>("other groups", () =>
        [.. OtherFolders("group").Select(folder => Root.ReadText($"{folder}/group", 64 << 20)).OfType<string>().Select(GroupFile.Parse)]);

    private (IReadOnlyList<Account> Accounts, bool Complete) Remote => Once<(IReadOnlyList<Account>, bool)>("remote", () =>
    {
        if (!HasRemoteAccounts) return ([], true);
        return Root.Users(MostListed) is { } users
            ? ([.. users.Select(user => new Account(user.Name, user.Uid, user.Gid, user.Home, user.Shell))], true)
            : ([], false);
    });

    private HashSet<string> ReadHomedUsers()
    {
        const string Suffix = ".identity";
        try
        {
            return (Root.List("/var/lib/systemd/home") ?? []).Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => name[..^Suffix.Length]).ToHashSet();
        }
        catch (IOException)
        {
            return [];
        }
    }

    private IEnumerable<string> OtherFolders(string database)
    {
        IReadOnlyList<string> services = Nsswitch.Services(database, "files");
        if (services.Contains("extrausers")) yield return "/var/lib/extrausers";
        // Where it looks was decided when it was compiled.
        if (services.Contains("altfiles")) yield return Root.Stat("/usr/lib/passwd") is not null ? "/usr/lib" : "/lib";
    }
}
