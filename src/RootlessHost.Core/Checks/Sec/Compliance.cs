using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Sec;

/// <summary>No hardening guide's setting contradicts what the engines need.</summary>
internal sealed class Compliance : IHostCheck
{
    private const string Stig = "RHEL 9 STIG V-257816 (RHEL-09-213105)";

    private static readonly (string Key, string Guide, string[] Without)[] Sysctls =
    [
        ("user.max_user_namespaces", Stig, []),
        ("user.max_net_namespaces", "the hardening chapter of Apptainer's guide", ["apptainer"]),
        ("kernel.unprivileged_userns_clone", "Debian's hardening guide", ["userns-remap"]),
    ];

    private static readonly (string Module, string Guide, string[] Without)[] Modules =
    [
        ("overlay", "CIS (overlayfs kernel module is not available)", ["lxc"]),
        ("tun", "a module blocklist", ["userns-remap", "apptainer", "lxc", "buildkit"]),
        ("fuse", "a module blocklist", ["userns-remap", "lxc", "docker", "podman", "nerdctl", "buildkit", "kubernetes"]),
    ];

    public About About { get; } = new("sec.compliance", "no hardening guide's setting contradicts what the engines need")
    {
        Reads = "/etc/sysctl.d, /etc/modprobe.d and their siblings",
        Why = "Guides allow an exception where containers are a documented need. Overriding their file in silence makes the next scan fail, and the scan's repair breaks the containers.",
        Sources = ["https://www.stigviewer.com/stigs/red_hat_enterprise_linux_9/2024-06-04/finding/V-257816", "https://apptainer.org/docs/admin/main/user_namespace.html"],
    };

    public Finding Look(HostFacts host)
    {
        foreach ((string key, string guide, string[] without) in Sysctls)
        {
            if (host.ConfiguredSysctl(key) is { Value: "0" } boot && Engines(host, without) is { Length: > 0 } engines)
            {
                return Contradiction($"{boot.File}:{boot.Line} sets {key} to 0, as {guide} wants", new Evidence(boot.File, boot.Line, $"{key} = 0"), engines);
            }
        }
        foreach ((string module, string guide, string[] without) in Modules)
        {
            // What is built in or loaded from the initramfs is there all the same.
            if (host.Module(module) is { Presence: ModulePresence.Blocked, Line: not null } blocked && Engines(host, without) is { Length: > 0 } engines)
            {
                return Contradiction($"{blocked.Source}:{blocked.Line} blocks {module}, as {guide} wants", new Evidence(blocked.Source, blocked.Line, blocked.Reason), engines);
            }
        }
        return Finding.Pass("none does");
    }

    private static string[] Engines(HostFacts host, string[] without) => [.. host.Engines.Select(engine => engine.Name).Except(without)];

    private static Finding Contradiction(string reason, Evidence evidence, string[] engines) => Finding.Warn(reason).Because(evidence).For(engines)
        .With(new Remedy(new ByHand($"document containers as a need of this host, and take the setting out of {evidence.Place}")) { Impact = Impact.WeakensHost });
}
