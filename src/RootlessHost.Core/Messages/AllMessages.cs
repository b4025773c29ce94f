namespace RootlessHost.Messages;

/// <summary>
/// The messages that are known. Their words are those of the programs, found in the sources and the reports named; of a message that was
/// reworded over the years both wordings stand here.
/// </summary>
public static partial class AllMessages
{
    private const string Podman = "https://github.com/containers/podman/blob/main/";
    private const string PodmanIssue = "https://github.com/containers/podman/issues/";
    private const string Common = "https://github.com/containers/common/blob/main/";
    private const string Storage = "https://github.com/containers/storage/blob/main/";
    private const string Crun = "https://github.com/containers/crun/blob/main/src/libcrun/";
    private const string CrunIssue = "https://github.com/containers/crun/issues/";
    private const string Runc = "https://github.com/opencontainers/runc/blob/main/libcontainer/";
    private const string Moby = "https://github.com/moby/moby/blob/master/";
    private const string MobyIssue = "https://github.com/moby/moby/issues/";
    private const string RootlessKit = "https://github.com/rootless-containers/rootlesskit/blob/master/";
    private const string RootlessKitIssue = "https://github.com/rootless-containers/rootlesskit/issues/";
    private const string Shadow = "https://github.com/shadow-maint/shadow/blob/master/";
    private const string Nerdctl = "https://github.com/containerd/nerdctl/blob/main/";
    private const string Lxc = "https://github.com/lxc/lxc/blob/main/src/lxc/";
    private const string Apptainer = "https://github.com/apptainer/apptainer/blob/main/";
    private const string ApptainerIssue = "https://github.com/apptainer/apptainer/issues/";
    private const string K3sIssue = "https://github.com/k3s-io/k3s/issues/";
    private const string Kind = "https://github.com/kubernetes-sigs/kind/blob/main/";

    public static IReadOnlyList<Message> List { get; } = [.. Namespaces, .. Ids, .. Cgroups, .. Sessions, .. Network, .. Files, .. Limits, .. Engines];
}
