using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>AppArmor's word on user namespaces.</summary>
public sealed partial class HostFacts
{
    /// <summary>Not in kernels before Ubuntu 23.10's, nor in other distributions' kernels.</summary>
    public const string AppArmorRestriction = "kernel.apparmor_restrict_unprivileged_userns";

    /// <summary>AppArmor lets a program create user namespaces only where a profile says so.</summary>
    public bool AppArmorRestricts => Once("apparmor restricts", () => AppArmorIsOff ? false : TrySysctl(AppArmorRestriction, out string? live)
        ? live is not (null or "0")
        // Its mode is 0600, so to all but root the configuration tells, and without any what the kernel was built with: 1, unless it is one of
        // those that Ubuntu builds for an older release, whose profiles know nothing of it.
        : ConfiguredSysctl(AppArmorRestriction) is { Value: var atBoot } ? atBoot != "0"
        : KernelConfig is not { } config || config["CONFIG_SECURITY_APPARMOR_RESTRICT_USERNS"] == 'y');

    /// <summary>The switch may be read.</summary>
    public bool SeesAppArmorRestriction => TrySysctl(AppArmorRestriction, out _);

    public bool AppArmorIsOff => Word("/sys/module/apparmor/parameters/enabled") == "N";

    /// <summary>The names of the profiles that the kernel has; null when they may not be read, which only root may.</summary>
    public IReadOnlySet<string>? LoadedProfiles => Once("loaded profiles", () =>
    {
        try
        {
            return Root.ReadText("/sys/kernel/security/apparmor/profiles", 4 << 20) is { } text
                ? text.Split('\n').Where(line => line.Contains(" (")).Select(line => line[..line.LastIndexOf(" (", StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    });

    /// <summary>The profile among the files of /etc/apparmor.d that attaches to a program and lets it create user namespaces; null when none does.</summary>
    public (string File, AppArmorProfile Profile)? ProfileFor(string program) => Once($"profile {program}", () =>
    {
        const string Folder = "/etc/apparmor.d";
        if (Root.List(Folder) is not { } names) return ((string, AppArmorProfile)?)null;
        // The file is nearly always called after the program: of the hundred others none is then opened.
        string[] likely = [program[(program.LastIndexOf('/') + 1)..], program.TrimStart('/').Replace('/', '.')];
        foreach (string name in names.Where(likely.Contains).Concat(names.Where(name => !likely.Contains(name))))
        {
            string path = $"{Folder}/{name}";
            if (Root.Stat(path) is not { Kind: FileKind.Regular } || Root.StatLink($"{Folder}/disable/{name}") is not null) continue;
            string text = System.Text.Encoding.UTF8.GetString(BytesOrNull(path) ?? []);
            if (AppArmorFile.Parse(text).FirstOrDefault(profile => profile.MayCreateNamespaces && profile.AttachesTo(program)) is { } profile) return (path, profile);
        }
        return null;
    });

    /// <summary>The kernel has a profile of this file, or may have one for all that can be read.</summary>
    public bool MayHaveLoaded(string file) =>
        BytesOrNull(file) is { } text && (LoadedProfiles is not { } loaded || AppArmorFile.Parse(System.Text.Encoding.UTF8.GetString(text)).Any(profile => loaded.Contains(profile.Name)));

    private bool TrySysctl(string key, out string? value)
    {
        try
        {
            value = Sysctl(key);
            return true;
        }
        catch (IOException)
        {
            value = null;
            return false;
        }
    }
}
