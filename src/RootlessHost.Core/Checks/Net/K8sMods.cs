using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The kernel has the modules that a cluster's network is made of.</summary>
internal sealed class K8sMods : IHostCheck
{
    // Devices of these kinds load their module when one is made (rtnl-link-vxlan), in whatever namespace; bridge rules for iptables do not.
    private static readonly string[] MadeWhenNeeded = ["bridge", "veth", "vxlan"];
    private const string MustBeThere = "br_netfilter";

    public About About { get; } = new("net.k8s-mods", "the kernel has the modules that a cluster's network is made of")
    {
        Reads = "/proc/modules, modules.builtin, modules.dep, modprobe.d for br_netfilter, bridge, veth, vxlan",
        Why = "flannel stops without /proc/sys/net/bridge, and a node in a user namespace cannot load br_netfilter.",
        Sources = ["https://github.com/rootless-containers/usernetes", "https://kind.sigs.k8s.io/docs/user/rootless/", "https://docs.k3s.io/advanced#running-rootless-servers-experimental"],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        ModuleState[] missing =
        [
            .. from name in MadeWhenNeeded.Append(MustBeThere)
               let module = host.Module(name)
               where !module.IsAvailable && !(name != MustBeThere && module.LoadsItself)
               select module,
        ];
        return missing switch
        {
            [] => Finding.Pass("bridge, veth, vxlan and br_netfilter"),
            _ when host.IsPartial && missing.All(module => module.Presence == ModulePresence.Unknown) => Finding.Skip("the kernel's modules are not in this image"),
            _ when missing.All(module => module.Presence == ModulePresence.Unknown) => Finding.Unknown($"{missing[0].Name}: {missing[0].Reason}"),
            _ => Finding.Fail(string.Join("; ", missing.Select(module => module.LoadsItself ? $"{module.Name} is not loaded" : module.IsBlacklisted ? $"{module.Name} is not loaded, and nothing loads it: {module.Reason}" : $"{module.Name}: {module.Reason}")))
                .Because([.. missing.Select(module => new Evidence(module.Source, module.Line, module.Reason))])
                .With(missing.All(module => module.IsLoadable) ? Loading.Of(missing) : null),
        };
    }
}
