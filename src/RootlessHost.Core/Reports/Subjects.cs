using System.Globalization;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Reports;

/// <summary>Which accounts a look is about.</summary>
public static class Subjects
{
    // Enough for every directory seen; a name service that lists more is not asked for the rest.
    private const int MostListed = 200_000;

    /// <summary>The accounts that were named, or else the ones meant by saying nothing.</summary>
    /// <param name="host">The host's facts.</param>
    /// <param name="named">Names, uids and <c>@group</c>s; empty for the default.</param>
    /// <param name="all">Every login user.</param>
    /// <param name="engines">The engines; userns-remap is judged for the account it maps to.</param>
    /// <exception cref="FormatException">An account or group that the host does not have.</exception>
    public static IReadOnlyList<Subject> Select(HostFacts host, IReadOnlyList<string> named, bool all, IReadOnlyList<IEngine> engines) =>
        Of(host, all ? LoginUsers(host) : named.Count > 0 ? named.SelectMany(name => Named(host, name)) : Default(host), engines);

    /// <summary>These accounts, each once, and the one that an engine maps to.</summary>
    public static IReadOnlyList<Subject> Of(HostFacts host, IEnumerable<Account> accounts, IReadOnlyList<IEngine> engines)
    {
        IEngine[] forLogins = [.. engines.Where(engine => engine is not IForOneAccount)];
        return
        [
            .. forLogins.Length == 0 ? [] : accounts.DistinctBy(account => account.Name).Select(account => new Subject(account, Exists: true, forLogins)),
            .. Owners(host, engines),
        ];
    }

    /// <summary>The accounts that engines serve everybody through, each with its engine.</summary>
    public static IEnumerable<Subject> Owners(HostFacts host, IReadOnlyList<IEngine> engines)
    {
        foreach (IForOneAccount engine in engines.OfType<IForOneAccount>())
        {
            if (engine.Owner(host) is not { } owner) continue;
            // Nobody named it: a name service is bothered only where one could know more than this machine's files.
            Account? known = Readable(() => host.Passwd.Find(owner) ?? (host.HasRemoteAccounts ? Find(host, owner) : null));
            yield return new Subject(known ?? new Account(owner, uint.MaxValue, uint.MaxValue, "/", ""), known is not null, [engine]);
        }
    }

    /// <summary>An account by name, or by uid; null when the host has none. The name service is asked only on the machine itself.</summary>
    public static Account? Find(HostFacts host, string name)
    {
        if (host.Passwd.Find(name) is { } local) return local;
        bool isNumber = uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint uid);
        if (isNumber && host.Passwd.Find(uid) is { } byUid) return byUid;
        try
        {
            return (host.Root.FindUser(name) ?? (isNumber ? host.Root.FindUser(uid) : null)) is { } user ? Of(user) : null;
        }
        catch (NotCapturedException)
        {
            return null; // nobody asked for it when the capture was made
        }
    }

    /// <summary>The accounts of a name, a uid or a <c>@group</c>, which may have none.</summary>
    /// <exception cref="AbsentException">An account or group that the host does not have.</exception>
    public static IEnumerable<Account> Named(HostFacts host, string name)
    {
        if (!name.StartsWith('@')) return [Find(host, name) ?? throw new AbsentException($"no user '{name}' on this host")];
        Group group = host.Groups.Find(name[1..]) ?? throw new AbsentException($"no group '{name[1..]}' on this host");
        return host.Passwd.Accounts.Where(account => account.Gid == group.Gid).Concat(group.Members.Select(member => Find(host, member)).OfType<Account>());
    }

    /// <summary>The accounts with these uids; of a directory those that it lists.</summary>
    public static IEnumerable<Account> InRange(HostFacts host, uint first, uint last) => Everybody(host).Where(account => account.Uid >= first && account.Uid <= last);

    /// <summary>The accounts that are meant by saying nothing. What cannot be read names nobody, and the checks say that it could not be read.</summary>
    public static IEnumerable<Account> Default(HostFacts host)
    {
        uint? asking = Readable(() => host.Self?.Uid);
        if (asking == 0 && Readable(() => host.Environment.GetValueOrDefault("SUDO_USER")) is { } sudoer and not "root" && Readable(() => Find(host, sudoer)) is { } person) return [person];
        if (asking is null or 0) return LoginUsers(host).Where(account => HasHome(host, account) || Readable(() => host.OwnsSubordinateIds(account.Name, account.Uid)));
        return Readable(() => Find(host, asking.Value.ToString(CultureInfo.InvariantCulture))) is { } self ? [self] : [];
    }

    private static IEnumerable<Account> LoginUsers(HostFacts host)
    {
        LoginDefs defs = Readable(() => host.LoginDefs) ?? LoginDefs.Parse("");
        return Everybody(host).Where(account => account.Uid >= defs.UidMin && account.Uid <= defs.UidMax);
    }

    private static IEnumerable<Account> Everybody(HostFacts host)
    {
        IEnumerable<Account> accounts = Readable(() => host.Passwd)?.Accounts ?? [];
        return Readable(() => host.HasRemoteAccounts) && Readable(() => host.Root.Users(MostListed)) is { } listed
            ? accounts.Concat(listed.Select(Of)).DistinctBy(account => account.Name)
            : accounts;
    }

    private static bool HasHome(HostFacts host, Account account) =>
        account.Home.StartsWith('/') && Readable(() => host.FilesOf(account).Stat(account.Home)) is { Kind: FileKind.Directory } home && home.Uid == account.Uid;

    private static T? Readable<T>(Func<T?> fact)
    {
        try
        {
            return fact();
        }
        catch (IOException)
        {
            return default;
        }
    }

    private static Account Of(NameServiceUser user) => new(user.Name, user.Uid, user.Gid, user.Home, user.Shell);
}
