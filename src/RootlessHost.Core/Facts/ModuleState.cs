namespace RootlessHost.Facts;

/// <summary>What is known of one kernel module.</summary>
/// <param name="Name">As the kernel writes it, with underscores.</param>
/// <param name="Presence">Where it is.</param>
/// <param name="Reason">A fragment that says so with the source: <c>built in</c>, <c>install overlay /bin/false</c>.</param>
/// <param name="Source">The file that tells.</param>
/// <param name="Line">Its line; null for the whole of it.</param>
public sealed record ModuleState(string Name, ModulePresence Presence, string Reason, string Source, int? Line = null)
{
    /// <summary>A <c>blacklist</c> line, or <c>modprobe.blacklist=</c>: nothing loads it by itself, not even at boot what modules-load.d(5) says; only modprobe(8) does by its name. Only looked at for what is on disk and not loaded.</summary>
    public bool IsBlacklisted { get; init; }

    /// <summary>The kernel has it now: built in or loaded.</summary>
    public bool IsAvailable => Presence is ModulePresence.Builtin or ModulePresence.Loaded;

    /// <summary>Not even root can load it before something is taken back: a line of modprobe.d(5), kernel.modules_disabled.</summary>
    public bool IsShut => Presence is ModulePresence.Blocked or ModulePresence.LockedOut;

    /// <summary>The kernel does not get it by asking for what it does: it is not there, or kept out.</summary>
    public bool IsOutOfReach => IsShut || IsBlacklisted || Presence == ModulePresence.Missing;

    /// <summary>Root can load it by its name.</summary>
    public bool IsLoadable => Presence == ModulePresence.Loadable;

    /// <summary>The kernel loads it by itself when somebody asks for what it does: a mount, a socket, a rule.</summary>
    public bool LoadsItself => IsLoadable && !IsBlacklisted;
}
