using RootlessHost.Engines;
using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>One look at one account of a host. The facts of an area are in <c>UserFacts.Area.cs</c>.</summary>
/// <param name="host">The host's facts.</param>
/// <param name="account">The account; its uid says nothing when <paramref name="exists"/> is false.</param>
/// <param name="exists">The host has such an account.</param>
/// <param name="engines">The engines that are judged for it.</param>
public sealed partial class UserFacts(HostFacts host, Account account, bool exists, IReadOnlyList<IEngine> engines)
{
    private const string NoValue = "";

    private IReadOnlyList<IEngine>? _engines;
    private ProcStatus? _session;
    private bool _sessionIsKnown;
    private View? _files;

    public HostFacts Host => host;

    public Account Account => account;

    public string Name => account.Name;

    public uint Uid => account.Uid;

    public bool Exists => exists;

    /// <summary>The engines that the question is about: all that are judged for it, unless whoever asks says otherwise. No fact depends on it.</summary>
    public IReadOnlyList<IEngine> Engines
    {
        get => _engines ?? engines;
        set => _engines = value;
    }

    /// <summary>The account that userns-remap maps containers to, not a login user.</summary>
    public bool IsRemapOwner => engines is [IForOneAccount];

    /// <summary>The process that asks runs as this account.</summary>
    public bool IsSelf => host.Self is { } self && (self.Uid is null || self.Uid == Uid);

    /// <summary>
    /// The host as the account may see it: for everything that the account names or keeps, whoever asks. Root's, where the account only lends its ids to a daemon of root's, or
    /// is not there.
    /// </summary>
    public View Files => _files ??= host.FilesOf(IsRemapOwner || !exists ? account with { Uid = 0, Gid = 0 } : account);

    /// <summary>
    /// What a process of the account may do: of its own session, else of its systemd, else of the first process, from which a
    /// login inherits. Null when an image does not say.
    /// </summary>
    public ProcStatus? Session
    {
        get
        {
            if (_sessionIsKnown) return _session;
            _session = IsSelf ? host.Self : ManagerStatus ?? host.Init ?? host.Self;
            _sessionIsKnown = true;
            return _session;
        }
    }

    /// <summary>The environment of the account's own session, or of its systemd; null when it has neither, or it may not be read.</summary>
    public IReadOnlyDictionary<string, string>? Environment =>
        IsSelf ? host.Environment : ManagerPid is { } pid ? host.EnvironmentOf($"/proc/{pid}/environ") : null;

    /// <summary>Where logind puts sockets and locks of the account: <c>/run/user/UID</c>.</summary>
    public string RuntimeFolder => $"/run/user/{Uid}";

    /// <summary>The control group of the account's systemd, below the cgroup v2 mount.</summary>
    public string ManagerCgroup => $"user.slice/user-{Uid}.slice/user@{Uid}.service";

    /// <summary>The process of the account's systemd; null when none runs.</summary>
    public int? ManagerPid
    {
        get
        {
            // init.scope holds the manager itself and (sd-pam): systemd-user(8). The lower pid is the manager's.
            string? pids = host.RuntimeUids.Contains(Uid) ? host.Word($"{host.CgroupMount}/{ManagerCgroup}/init.scope/cgroup.procs") : NoValue;
            return pids?.Split('\n').Select(line => int.TryParse(line, out int pid) ? pid : int.MaxValue).DefaultIfEmpty(int.MaxValue).Min() is int first and < int.MaxValue
                ? first
                : null;
        }
    }

    private ProcStatus? ManagerStatus => ManagerPid is { } pid && host.Root.ReadText($"/proc/{pid}/status") is { } text
        ? ProcStatus.Parse($"/proc/{pid}/status", text)
        : null;

    /// <summary>A path below the account's home.</summary>
    public string InHome(string path) => $"{account.Home.TrimEnd('/')}/{path}";

    /// <summary>The text of a file that the account controls; null when there is no such file.</summary>
    public string? ReadText(string path) => Files.ReadText(path);
}
