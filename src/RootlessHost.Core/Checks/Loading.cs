using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks;

/// <summary>What has kernel modules loaded, now and at every boot.</summary>
internal static class Loading
{
    /// <summary>
    /// Loads them, unless somebody wrote that they are not to be loaded by themselves: systemd-modules-load(8) heeds that (systemd src/shared/module-util.c,
    /// KMOD_PROBE_APPLY_BLACKLIST), so that what modprobe(8) loads now would be gone after the next boot, and it is theirs to take back.
    /// </summary>
    public static Remedy Of(params IReadOnlyList<ModuleState> modules)
    {
        ModuleState[] shut = [.. modules.Where(module => module.IsShut)];
        if (shut.Length > 0) return Open(shut);
        ModuleState[] unwanted = [.. modules.Where(module => module.IsBlacklisted)];
        return new Remedy([.. unwanted.Select(Allow), .. modules.Except(unwanted).Select(module => new LoadModule(module.Name))])
        {
            TakesEffect = unwanted.Any(module => module.Line is null) ? TakesEffect.Reboot : TakesEffect.Immediately,
            Impact = unwanted.Length > 0 ? Impact.WeakensHost : Impact.Host,
        };
    }

    /// <summary>What has to be taken back before anybody can load them, or what to do instead.</summary>
    public static Remedy Open(IReadOnlyList<ModuleState> shut) => shut[0].Presence == ModulePresence.LockedOut
        ? new(new ByHand("have the modules loaded at boot, before loading is disabled", [.. shut.Select(module => Shell.Append(module.Name, LoadModule.File))])) { TakesEffect = TakesEffect.Reboot }
        : new(new ByHand(string.Join("; ", shut.Select(module => $"take '{module.Reason}' out of {new Evidence(module.Source, module.Line).Place}")))) { Impact = Impact.WeakensHost };

    private static Change Allow(ModuleState module) => new ByHand(module switch
    {
        { Line: null } => $"take {module.Name} out of modprobe.blacklist= on the boot command line",
        { Source: var file, Line: var line } when file.StartsWith("/etc/", StringComparison.Ordinal) => $"take '{module.Reason}' out of {file}:{line}, which keeps it from being loaded at boot, too",
        // What a package brings comes back with its next version.
        { Source: var file } => $"copy {file} to /etc/modprobe.d, which hides it, and take '{module.Reason}' out of the copy: it keeps {module.Name} from being loaded at boot, too",
    });
}
