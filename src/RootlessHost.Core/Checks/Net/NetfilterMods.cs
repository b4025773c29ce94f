using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The kernel has the packet filter that the host's iptables speaks to.</summary>
internal sealed class NetfilterMods : IHostCheck
{
    public About About { get; } = new("net.netfilter-mods", "the kernel has the packet filter that the host's iptables speaks to")
    {
        Reads = "what /usr/sbin/iptables leads to; /proc/modules, modules.builtin, modules.dep, modprobe.d for nf_tables or ip_tables",
        Why = "Rules for bridges and published ports need nf_tables, or ip_tables under the older iptables. A user namespace cannot run modprobe: 'iptables: Failed to initialize nft: Protocol not supported', 'can't initialize iptables table `nat''.",
        Sources = ["https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://kind.sigs.k8s.io/docs/user/rootless/", "https://github.com/moby/moby/issues/49020", "modules-load.d(5)"],
        Running = true,
    };

    public Finding Look(HostFacts host) => PerEngine.Ask(host, About.Id, engine => engine.Name switch
    {
        // This one's daemon is root and loads what it needs.
        "userns-remap" => OfKind(host, mustBeLoaded: false),
        "podman" when SpeaksNft(host) => Of(host, host.Module("nf_tables"), "nf_tables", mustBeLoaded: false),
        _ => OfKind(host, mustBeLoaded: true),
    });

    // Netavark of the time of Podman 5 speaks to nft itself, where that is installed and nothing says otherwise.
    private static bool SpeaksNft(HostFacts host) => host.Program("nft") is not null && host.ContainersConf["network", "firewall_driver"] switch
    {
        null => host.VersionOf("podman") is { Major: >= 5 },
        var driver => driver == "nftables",
    };

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
