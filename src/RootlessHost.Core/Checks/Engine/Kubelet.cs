using RootlessHost.Facts;

namespace RootlessHost.Checks.Engine;

/// <summary>A kubelet that is to run in a user namespace is told so.</summary>
internal sealed class Kubelet : IHostCheck
{
    private const string Config = "/var/lib/kubelet/config.yaml";

    public About About { get; } = new("engine.kubelet", "a kubelet that is to run in a user namespace is told so")
    {
        Reads = $"kubelet in /usr; {Config}: featureGates, cgroupDriver",
        Why = "With the feature gate KubeletInUserNamespace a kubelet goes on where writing sysctls or /dev/kmsg is refused. kind, minikube and usernetes set it in the node's image.",
        Sources = ["https://kubernetes.io/docs/tasks/administer-cluster/kubelet-in-userns/", "https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/2033-kubelet-in-userns-aka-rootless"],
    };

    public Finding Look(HostFacts host)
    {
        if (host.ProgramAnywhere(["dockerd", "podman", "nerdctl"]) is not null) return Finding.Pass("the node's image brings a kubelet that is told");
        if (host.Program("kubelet") is null) return Finding.FollowsFrom("engine.present");
        if (host.Root.ReadText(Config) is not { } text) return Finding.Pass($"no {Config} says otherwise");
        string[] lines = [.. text.Split('\n').Select(line => line.Trim())];
        return lines.Contains("KubeletInUserNamespace: true") ? Finding.Pass("KubeletInUserNamespace is true")
            : Finding.Fail($"{Config} does not set the feature gate KubeletInUserNamespace").Because(Config).Wanted("KubeletInUserNamespace: true", "not set");
    }
}
