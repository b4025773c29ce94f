namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private static string[] NoTun =>
        ["net.tun", "kernel.modules-lock", "kernel.config", "host.nested"];

    private static Message[] Network =>
    [
        new("cannot expose privileged port #", "rootlesskit", "Users may listen only on ports from a certain number on.", ["net.unpriv-ports", "sec.sysctl-precedence"], RootlessKit + "pkg/port/builtin/parent/parent.go")
        {
            Need = "port:#",
        },
        new("Listen failed for HOST * port # Permission denied", "pasta", "Users may listen only on ports from a certain number on.", ["net.unpriv-ports", "sec.sysctl-precedence"], Podman + "troubleshooting.md")
        {
            Need = "port:#",
            Or = ["Failed to bind port # Permission denied"],
        },
        new("listen tcp … # bind: permission denied", "the engine", "Users may listen only on ports from a certain number on.", ["net.unpriv-ports", "sec.sysctl-precedence"], Podman + "troubleshooting.md")
        {
            Need = "port:#",
            Or = ["listen tcp4 … # bind: permission denied", "listen tcp6 … # bind: permission denied", "listen udp … # bind: permission denied"],
        },
        new("driver failed programming external connectivity on endpoint … Error starting userland proxy", "dockerd", "A port could not be published: users may not listen on it, or somebody else does.",
            ["net.unpriv-ports", "net.ports"], RootlessKitIssue + "135"),
        new("listen tcp … # bind: address already in use", "the engine", "Somebody else listens on the port.", ["net.ports"], RootlessKit + "pkg/port/builtin/parent/parent.go")
        {
            Need = "port:#",
            Or = ["listen tcp4 … # bind: address already in use", "listen tcp6 … # bind: address already in use", "Listen failed for HOST * port # Address already in use"],
        },
        new("/dev/net/tun: No such file or directory", "slirp4netns", "The tun device is not there: its module is not loaded, or it was not given to this container.", NoTun,
            "https://github.com/rootless-containers/slirp4netns/blob/master/main.c")
        {
            Need = "network",
            Or = ["/dev/net/tun: No such device", "Failed to open /dev/net/tun"],
        },
        new("/dev/net/tun: Permission denied", "slirp4netns", "The user may not open the tun device.", ["net.tun", "host.nested"], "https://github.com/rootless-containers/slirp4netns/blob/master/main.c")
        {
            Need = "network",
            Or = ["/dev/net/tun: Operation not permitted"],
        },
        new("setting up tap *: executing", "rootlesskit", "The tap interface could not be made: mostly there is no tun device.", NoTun, RootlessKitIssue + "299") { Need = "network" },
        new("could not find slirp4netns, the network namespace can't be configured", "podman", "The network stack that Podman was to use is not installed.", ["net.driver", "net.driver-choice", "engine.config", "engine.version-rules"],
            Common + "libnetwork/slirp4netns/slirp4netns.go")
        {
            Need = "network",
            Or = ["could not find slirp4netns, the network namespace won't be configured"],
        },
        new("could not find pasta, the network namespace can't be configured", "podman", "The network stack that Podman was to use is not installed.", ["net.driver", "net.driver-choice", "engine.config", "engine.version-rules"],
            Common + "libnetwork/pasta/pasta_linux.go") { Need = "network" },
        new("slirp4netns binary * is not installed", "rootlesskit", "The network stack that the user's unit names is not installed.", ["net.driver", "net.driver-choice"], RootlessKit + "pkg/network/slirp4netns/slirp4netns.go")
        {
            Need = "network",
            Or = ["pasta binary * is not installed", "slirp4netns: executable file not found in PATH", "pasta: executable file not found in PATH"],
        },
        new("slirp4netns found but seems older than v0.4.0", "dockerd-rootless.sh", "The installed slirp4netns is too old.", ["net.driver", "engine.version-rules"], Moby + "contrib/dockerd-rootless.sh")
        {
            Or = ["slirp4netns seems older than v0.4.0", "Either slirp4netns … or vpnkit needs to be installed", "One of slirp4netns … needs to be installed"],
        },
        new("slirp4netns support has been removed", "podman", "Podman 6 knows pasta only.", ["net.driver", "net.driver-choice", "engine.config", "engine.version-rules"], Podman + "libpod/networking_linux.go"),
        new("failed to add the host * <=> sandbox * pair interfaces: operation not supported", "dockerd", "The kernel may not load veth, which the first container asks for.", ["net.netfilter-mods", "kernel.modules-lock", "kernel.config"],
            MobyIssue + "39188"),
        new("Couldn't set IPv4 route(s) in guest", "pasta", "pasta copies the host's routes into the container's network, and one of them is refused there; without a default route of the host's it may take an interface that has none that works.",
            ["net.driver"], PodmanIssue + "22190")
        {
            Or = ["No routable interface for IPv4: IPv4 is disabled", "External interface not usable"],
        },
        new("netavark: nftables error: unable to execute nft: No such file or directory", "netavark", "nft, with which Podman's networks are made, is not installed.", ["net.iptables", "engine.helpers"],
            "https://github.com/nix-community/home-manager/pull/7802"),
        new("netavark: nftables error: nft did not return successfully", "netavark", "The kernel has not what the packet rules need.", ["net.netfilter-mods", "kernel.modules-lock", "kernel.config"], PodmanIssue + "25201"),
        new("netavark: iptables: No such file or directory", "netavark", "iptables, with which Podman's networks are made, is not installed.", ["net.iptables", "engine.helpers"],
            "https://github.com/NixOS/nixpkgs/issues/443714")
        {
            Or = ["netavark: No such file or directory", "netavark: ip6tables: No such file or directory"],
        },
        new("can't initialize iptables table *: Table does not exist (do you need to insmod?)", "iptables", "The kernel has no module for this iptables, or it is not loaded, which a user cannot do.",
            ["net.netfilter-mods", "net.iptables", "kernel.modules-lock", "kernel.config"], "https://github.com/linuxserver/docker-wps-office/issues/8")
        {
            Or = ["can't initialize iptables table *: iptables who? (do you need to insmod?)", "can't initialize ip6tables table *: Table does not exist"],
        },
        new("modprobe: FATAL: Module ip_tables not found in directory", "modprobe", "The kernel has no module for the legacy iptables.", ["net.netfilter-mods", "net.iptables"], "https://github.com/linuxserver/docker-wps-office/issues/8"),
        new("failed to create NAT chain DOCKER: Iptables not found", "dockerd", "iptables is not installed.", ["net.iptables"], "https://github.com/dyrnq/install-docker/issues/10")
        {
            Or = ["failed to find iptables", "iptables: executable file not found in PATH", "iptables binary not found. Please install with a package manager"],
        },
        new("failed to create NAT chain DOCKER: iptables failed", "dockerd", "The kernel has no module for this iptables, or it is not loaded, which a user cannot do.",
            ["net.netfilter-mods", "net.iptables", "kernel.modules-lock", "kernel.config"], MobyIssue + "44601"),
        new("/run/xtables.lock: Permission denied", "iptables", "SELinux keeps iptables from its lock in the user's namespace.", ["sec.selinux", "net.iptables"], MobyIssue + "41230"),
        new("IPv4 forwarding is disabled: check your host's firewalling and set sysctl net.ipv4.ip_forward=1", "dockerd", "The host forwards no packets.", ["net.ip-forward", "sec.sysctl-precedence", "sec.compliance"],
            Moby + "daemon/libnetwork/drivers/bridge/setup_ip_forwarding.go")
        {
            Or = ["IPv4 forwarding is disabled. Networking will not work"],
        },
        new("cannot restrict inter-container communication or run without the userland proxy", "dockerd", "The module br_netfilter is not loaded.", ["net.k8s-mods", "kernel.modules-lock", "net.netfilter-mods"],
            Moby + "daemon/libnetwork/drivers/bridge/setup_bridgenetfiltering.go"),
        new("ping: socket: Operation not permitted", "ping", "Pinging needs a capability, or a kernel that lets the user's group ping.", ["net.ping", "sec.sysctl-precedence"], "https://github.com/iputils/iputils/blob/master/ping/ping.c")
        {
            Need = "ping",
            Or = ["ping: permission denied (are you root?)", "missing cap_net_raw+p capability or setuid", "ping: socket: Permission denied"],
        },
        new("write to /proc/sys/net/ipv4/ping_group_range: Invalid argument", "crun", "The range of groups that may ping is wider than the groups that the container has.", ["net.ping", "subid.size"],
            "https://github.com/mcdonc/klangk/issues/2045") { Need = "ping" },
        new("lxc-user-nic failed to configure requested network", "lxc", "lxc-user-nic may not plug the user's container into the bridge.", ["net.lxc-user-nic", "engine.lxc"], Lxc + "network.c")
        {
            Or = ["lxc-user-nic … Quota reached"],
        },
        new("bypass4netnsd not running", "nerdctl", "bypass4netnsd was not installed for the user, or ended.", ["net.bypass4netns", "systemd.linger", "systemd.user-manager"], Nerdctl + "pkg/ocihook/ocihook.go"),
    ];
}
