using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The kernel has the packet filter that the host's iptables speaks to, and what a bridge of containers is made of.</summary>
internal sealed class NetfilterMods : IHostCheck
{
    // What dockerd and the CNI plugins of nerdctl ask for when they make their bridge, plug a container into it and masquerade what comes from there. The kernel
    // loads each when first asked for, in whatever namespace; where that is forbidden, the first container finds out.
    private static readonly string[] Bridged = ["bridge", "veth", "xt_addrtype", "xt_conntrack", "xt_MASQUERADE"];
    private static readonly string[] BridgedByNft = [.. Bridged, "nft_compat", "nft_chain_nat"];
    private static readonly string[] BridgedByLegacy = [.. Bridged, "iptable_filter", "iptable_nat"];

    public About About { get; } = new("net.netfilter-mods", "the kernel has the packet filter that the host's iptables speaks to, and what a bridge is made of")
    {
        Reads = "what /usr/sbin/iptables leads to; /proc/modules, modules.builtin, modules.dep, modprobe.d, kernel.modules_disabled for nf_tables or ip_tables, and for bridge, veth and what their rules match by",
        Why = "Rules for bridges and published ports need nf_tables, or ip_tables under the older iptables. A user namespace cannot run modprobe: 'iptables: Failed to initialize nft: Protocol not supported', 'can't initialize iptables table `nat''. The kernel loads veth only for the first container: 'failed to add the host (veth…) <=> sandbox (veth…) pair interfaces: operation not supported'.",
        Sources = ["https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://kind.sigs.k8s.io/docs/user/rootless/", "https://github.com/moby/moby/issues/49020", "modules-load.d(5)"],
        Running = true,
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine => engine.Name switch
    {
        // This one's daemon is root and loads what it needs.
        "userns-remap" => WithBridge(host, OfKind(host, mustBeLoaded: false)),
        "podman" when SpeaksNft(host) => Of(host, host.Module("nf_tables"), "nf_tables", mustBeLoaded: false),
        "docker" or "nerdctl" => WithBridge(host, OfKind(host, mustBeLoaded: true)),
        _ => OfKind(host, mustBeLoaded: true),
    });

    // Netavark of the time of Podman 5 speaks to nft itself, where that is installed and nothing says otherwise.
    private static bool SpeaksNft(HostFacts host) => host.Program("nft") is not null && host.ContainersConf["network", "firewall_driver"] switch
    {
        null => host.VersionOf("podman") is { Major: >= 5 },
        var driver => driver == "nftables",
    };

    // Only what somebody forbids: under what names an old or a custom kernel has the rest is not known here.
    private static Finding WithBridge(HostFacts host, Finding filter)
    {
        string[] wanted = host.NetfilterFlavour switch { NetfilterFlavour.Nft => BridgedByNft, NetfilterFlavour.Legacy => BridgedByLegacy, _ => Bridged };
        ModuleState[] barred = [.. wanted.Select(host.Module).Where(module => module.IsShut || module.IsBlacklisted)];
        return filter.Status == Status.Fail || barred.Length == 0
            ? filter
            : Finding.Fail(string.Join("; ", barred.GroupBy(module => module.Reason).Select(same => $"nothing loads {string.Join(", ", same.Select(module => module.Name))}: {same.Key}")))
                .Because([.. barred.Select(module => new Evidence(module.Source, module.Line, module.Reason)).Distinct()])
                .With(Loading.Of(barred));
    }

    private static Finding OfKind(HostFacts host, bool mustBeLoaded) => (host.NetfilterFlavour, host.Program("nft", "iptables")) switch
    {
        (NetfilterFlavour.Legacy, _) => Of(host, host.Module("ip_tables"), "ip_tables", mustBeLoaded),
        (_, null) => Finding.Skip("neither iptables nor nft is installed, which engines are told by net.iptables"),

        // The first netlink message for it, from whatever namespace, makes the kernel load it (nfnetlink_rcv_msg): on disk is enough.
        _ => Of(host, host.Module("nf_tables"), "nf_tables", mustBeLoaded: false),
    };

    private static Finding Of(HostFacts host, ModuleState module, string name, bool mustBeLoaded) => module switch
    {
        { IsAvailable: true } => Finding.Pass($"{name}: {module.Reason}"),
        { LoadsItself: true } when !mustBeLoaded => Finding.Pass($"{name} is not loaded yet; the kernel does it when first asked"),
        { IsLoadable: true } => Finding.Fail(module.IsBlacklisted ? $"{name} is not loaded, and nothing loads it: {module.Reason}" : $"{name} is not loaded, and a user namespace cannot load it")
            .Because(new Evidence(module.Source, module.Line, module.Reason)).With(Loading.Of(module)),
        { Presence: ModulePresence.Unknown } when host.IsPartial => Finding.Skip("the kernel's modules are not in this image"),
        { Presence: ModulePresence.Unknown } => Finding.Unknown($"{name}: {module.Reason}"),
        _ => Finding.Fail(name == "ip_tables" ? $"ip_tables, which the legacy iptables needs: {module.Reason}" : $"{name}: {module.Reason}")
            .Because(new Evidence(module.Source, module.Line, module.Reason)),
    };
}
