namespace RootlessHost.Facts;

/// <summary>The account's session and its systemd.</summary>
public sealed partial class UserFacts
{
    private bool? _hasManager, _isLoggingOut;

    /// <summary>The account's systemd starts at boot and outlives logins (loginctl(1)). logind knows no other spelling (src/login/logind-user.c, user_check_linger_file).</summary>
    public bool Lingers => host.Lingering.Contains(LingerFile.NameOf(Name));

    /// <summary>The uid as units may name the account.</summary>
    public string IdText => Uid.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>It has a /run/user folder.</summary>
    public bool HasRuntimeFolder => host.RuntimeUids.Contains(Uid);

    /// <summary>It is not somebody else's: else what is in it may be unreadable, and none of the user's.</summary>
    public bool OwnsRuntimeFolder => HasRuntimeFolder && (host.IsPartial || Files.Stat(RuntimeFolder)?.Uid == Uid);

    /// <summary>The account's systemd runs.</summary>
    public bool HasManager => _hasManager ??= (host.SlicedUids.Contains(Uid) && host.Root.Stat($"{host.CgroupMount}/{ManagerCgroup}") is not null)
        || (HasRuntimeFolder && Files.Stat($"{RuntimeFolder}/systemd/private") is not null && host.Listens($"{RuntimeFolder}/systemd/private") != false);

    /// <summary>The unit that a link to /dev/null keeps the account's systemd from starting by; null when none is.</summary>
    public string? MaskedManager => host.MaskedManagers.FirstOrDefault(unit => unit == $"user@{IdText}.service" || unit == "user@.service");

    /// <summary>
    /// It logged out, and logind keeps its folder for UserStopDelaySec (logind.conf(5), ten seconds) though its systemd has ended: what is in the folder tells nothing. A login starts it anew.
    /// </summary>
    public bool IsLoggingOut => _isLoggingOut ??= HasRuntimeFolder && !HasManager && !IsSelf && MaskedManager is null && HasClosing(host.Root.ReadText($"/run/systemd/users/{IdText}"));

    /// <summary>XDG_RUNTIME_DIR of the account's session, if that is the process that asks; null where it is not set, or nothing tells.</summary>
    public string? RuntimeFolderOfSession => IsSelf ? host.Environment.GetValueOrDefault("XDG_RUNTIME_DIR") is { Length: > 0 } path ? path : null : null;

    // sd_uid_get_state(3): a user of no session whose systemd is not kept.
    private static bool HasClosing(string? record) => record?.Split('\n').Contains("STATE=closing") == true;
}
