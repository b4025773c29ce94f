using RootlessHost.Facts;

namespace RootlessHost.Engines;

/// <summary>A kubelet in a user namespace (KEP-2033): usernetes, kind or minikube on a rootless Docker, Podman or nerdctl.</summary>
internal sealed class Kubernetes : IEngine
{
    public string Name => "kubernetes";

    // A kubelet alone is a node of an ordinary cluster, whose kubelet is root: no sign that somebody wants it without.
    public IReadOnlyList<string> Programs => ["kind", "minikube"];

    public Requirements Needs(HostFacts host) => RootlessEngine.Needs()

        // The node is a container, and pods are containers in it: everything that limits one level counts twice.
        .Require("subid.present", "subid.size", "userns.max-other", "sec.keys")
        .Recommend("subid.getsubids", "limits.inotify", "limits.rlimits", "limits.pids")
        .Offer("subid.kubelet")

        // Pods have limits, so cgroup v2 with delegated controllers is no luxury; kind stops without, and a kubelet from 1.35 on refuses v1.
        .Require("cgroup.version", "cgroup.root", "cgroup.delegation", "cgroup.delegation-conf", "cgroup.rpi-memory", "kernel.cmdline")
        .Require("systemd.version", "systemd.user-manager", "systemd.runtime-dir", "systemd.dbus", "sec.hidepid")
        .Recommend("systemd.linger", "systemd.logind", "systemd.units")

        // kube-proxy and the CNI plugins in the node want modules that a user namespace cannot load.
        .Require("net.driver", "net.tun", "net.iptables", "net.netfilter-mods", "net.k8s-mods", "kernel.modules-lock")

        // VXLAN between nodes comes in where the route back does not go out.
        .Require("net.rp-filter", "net.cidr", "net.ports")
        .Recommend("net.firewall")
        .Offer("net.ip-forward", "net.unpriv-ports", "net.ping", "net.ipv6", "net.bypass4netns")

        // Volumes with mountPropagation need a shared root.
        .Require("storage.propagation")
        .Recommend("storage.xattr", "storage.overlay", "storage.fuse", "storage.fuse-overlayfs", "storage.selinux-overlay")
        .Offer("storage.tmp")

        .Require("engine.helpers", "engine.version-rules", "engine.kubelet")
        .Recommend("engine.conflict", "sec.rootful-exposure")
        .Offer("sec.dmesg");

    public IEnumerable<VersionRule> BrokenRules(HostFacts host)
    {
        if (host.VersionOf("kubelet") is { } kubelet && kubelet < new Version(1, 22))
        {
            yield return VersionRule.Broken(
                $"kubelet {kubelet} has no feature gate KubeletInUserNamespace; 1.22 is the first that has",
                "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-in-userns/");
        }
        bool onPodman = host.Program("podman") is not null && host.ProgramAnywhere(["dockerd", "nerdctl"]) is null;
        if (onPodman && host.Program("kind", "minikube") is null && host.VersionOf("podman") is { Major: >= 6 } newest)
        {
            yield return VersionRule.Hazard(
                $"usernetes on Podman uses slirp4netns, which Podman {newest} has no more; kind and minikube do not",
                "https://github.com/rootless-containers/usernetes");
        }
        bool hasKind = host.Program("kind") is not null;
        if (hasKind && host.VersionOf("podman") is { } podman && podman < new Version(3, 0) && host.Program("dockerd") is null)
        {
            yield return VersionRule.Broken($"kind needs Podman 3.0, this is {podman}", "https://kind.sigs.k8s.io/docs/user/rootless/");
        }
        if (hasKind && host.VersionOf("nerdctl") is { } nerdctl && nerdctl < new Version(1, 7) && host.Program("dockerd", "podman") is null)
        {
            yield return VersionRule.Broken($"kind needs nerdctl 1.7, this is {nerdctl}", "https://kind.sigs.k8s.io/docs/user/rootless/");
        }
    }

    // The node's disk is a volume of the engine that it runs on.
    public string DataRoot(UserFacts user) =>
        AllEngines.Find(user.Host.Program("dockerd") is null && user.Host.Program("podman") is not null ? "podman" : "docker")!.DataRoot(user);
}
