using RootlessHost.Facts;

namespace RootlessHost.Checks.Userns;

/// <summary>AppArmor lets users create user namespaces, or asks for a profile that userns.apparmor-profile judges.</summary>
internal sealed class ApparmorRestrict : IHostCheck
{
    public About About { get; } = new("userns.apparmor-restrict", "AppArmor's restriction of user namespaces is off, or left to the profiles")
    {
        Reads = $"/sys/module/apparmor/parameters/enabled, {HostFacts.AppArmorRestriction}",
        Why = "Ubuntu from 23.10 on lets only programs with a profile use capabilities in their user namespace. That alone is no failure: the profile decides.",
        Sources = ["apparmor.d(5)", "https://rootlesscontaine.rs/getting-started/common/apparmor/", "https://github.com/rootless-containers/rootlesskit/blob/master/pkg/parent/warn.go"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host switch
    {
        { AppArmorIsOff: true } => Finding.Pass("AppArmor is off"),
        { SeesAppArmorRestriction: false, AppArmorRestricts: true } => Finding.Skip($"{HostFacts.AppArmorRestriction} is for root to read; userns.apparmor-profile takes it for 1"),
        { AppArmorRestricts: true } => Finding.Pass($"{HostFacts.AppArmorRestriction} is 1: programs need a profile").Because(HostFacts.SysctlPath(HostFacts.AppArmorRestriction)),
        _ => Finding.Pass("restricts no user namespaces"),
    };
}
