using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>Where AppArmor restricts user namespaces, a profile lets the engines' programs create them.</summary>
internal sealed class ApparmorProfile : IHostCheck
{
    public About About { get; } = new("userns.apparmor-profile", "where AppArmor restricts user namespaces, a profile lets the engines' programs create them")
    {
        Reads = "the engines' programs with links resolved, /etc/apparmor.d, /sys/kernel/security/apparmor/profiles",
        Why = "A profile belongs to a path. Installed elsewhere than the distribution does, a program runs unprivileged: its namespace is created and then every mount and id map in it fails with EPERM.",
        Risk = "the profile gives that one program what every program has on other distributions",
        Sources = ["apparmor.d(5)", "https://rootlesscontaine.rs/getting-started/common/apparmor/", "https://github.com/rootless-containers/rootlesskit/blob/master/pkg/parent/warn.go", "https://bugs.launchpad.net/bugs/2077158"],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        bool isPredicted = !host.AppArmorRestricts;
        if (isPredicted && !IsRestrictedAtBoot(host)) return Finding.Pass("AppArmor restricts nothing here");
        var lacking = new List<(string Program, string Engine)>();
        string? attached = null;
        foreach ((string engine, string program) in EnginePrograms.On(host))
        {
            if (host.ProfileFor(program) is { } profile && host.LoadedProfiles?.Contains(profile.Profile.Name) != false) attached = $"{profile.File}:{profile.Profile.Line} lets {program} create them";
            else if (host.LoadedProfiles?.Contains(program) == true) attached = $"profile {program} is loaded";
            else lacking.Add((program, engine));
        }
        return (lacking, attached) switch
        {
            ([], null) => Finding.Skip("none of the programs is installed that would need a profile"),
            ([], { } reason) => Finding.Pass(reason),
            _ => Lacking(host, lacking, isPredicted),
        };
    }

    private static Finding Lacking(HostFacts host, List<(string Program, string Engine)> lacking, bool isPredicted)
    {
        string[] programs = [.. lacking.Select(one => one.Program).Distinct()];
        string names = string.Join(" and ", programs);
        Finding finding = (isPredicted, host.LoadedProfiles, host.ProfileFor(programs[0])) switch
        {
            (true, _, _) => Finding.Warn($"{HostFacts.AppArmorRestriction} is 0 now, but {Place(host)} sets it to 1 at the next boot, and no profile is for {names}"),
            (_, not null, { } written) => Finding.Fail($"the profile for {names} in {written.File} is not loaded").Because(written.File, written.Profile.Name),
            (_, null, _) => Finding.Unknown($"no file of /etc/apparmor.d has a profile for {names}, and only root may read which are loaded"),
            _ => Finding.Fail($"AppArmor restricts user namespaces, and no profile is for {names}"),
        };
        return finding.Because(HostFacts.SysctlPath(HostFacts.AppArmorRestriction), isPredicted ? "0" : "1")
            .For([.. lacking.Select(one => one.Engine).Distinct()])
            .With(finding.Status == Status.Unknown ? null : new Remedy([.. programs.Select(program => ProfileChange.For(host, program))]));
    }

    // LXD's snap sets it to 0 at every start, after the files were read.
    private static bool IsRestrictedAtBoot(HostFacts host) => !host.AppArmorIsOff && host.Container is null && host.SeesAppArmorRestriction && host.Sysctl(HostFacts.AppArmorRestriction) == "0"
        && host.ConfiguredSysctl(HostFacts.AppArmorRestriction) is { Value: not "0" } && host.Root.Stat("/snap/lxd") is null;

    private static string Place(HostFacts host) => host.ConfiguredSysctl(HostFacts.AppArmorRestriction) is { } boot ? $"{boot.File}:{boot.Line}" : "";
}
