using RootlessHost.Facts;

namespace RootlessHost.Checks.Net;

/// <summary>Nobody else listens on the ports that the engine or the user wants.</summary>
internal sealed class Ports : IUserCheck
{
    // What usernetes publishes, and what k3s --rootless listens on: "tcp" unless said.
    private static readonly (string Protocol, int Port)[] OfUsernetes = [("tcp", 2379), ("tcp", 6443), ("tcp", 10250), ("udp", 8472)];
    private static readonly (string Protocol, int Port)[] OfK3s = [("tcp", 6443), ("tcp", 10250), ("udp", 8472)];

    public About About { get; } = new("net.ports", "nobody else listens on the ports that are wanted")
    {
        Reads = "/proc/net/tcp, tcp6, udp, udp6: ports and owners of listening sockets; whether an owner has rows in /etc/subuid",
        Why = "Rootless engines publish on the host's own addresses, where a port belongs to whoever came first: 'address already in use'.",
        Sources = ["proc_net(5)", "https://github.com/rootless-containers/usernetes", "https://docs.k3s.io/installation/requirements#networking"],
        Running = true,
    };

    public Finding Look(UserFacts user)
    {
        HostFacts host = user.Host;
        (string Protocol, int Port)[] wanted =
        [
            .. user.Engines.Any(engine => engine.Name == "k3s") ? OfK3s : [],
            .. user.Engines.Any(engine => engine.Name == "kubernetes") && host.Program("kind", "minikube") is null ? OfUsernetes : [],
            .. host.Needs.Ports.Select(port => ("tcp", port)),
        ];
        if (wanted.Length == 0) return Finding.Pass("no port is asked for");
        if (host.Listeners is not { } listeners) return Finding.Skip("the sockets are not in this image");

        // The user's own listener may well be what is asked for, running.
        Listener[] taken = [.. listeners.Where(listener => listener.Uid != user.Uid && wanted.Contains((listener.Protocol, listener.Port))).Distinct().OrderBy(listener => listener.Port)];
        if (taken.Length == 0) return Finding.Pass($"free: {string.Join(", ", wanted.Distinct().OrderBy(port => port.Port).Select(Text))}");

        // Two users' engines share the host's ports: that one of them publishes what the host is to publish keeps the other from it, and is no fault of the host's.
        string reason = $"taken: {string.Join(", ", taken.Select(listener => $"{Text((listener.Protocol, listener.Port))} by {Holder(host, listener.Uid)}"))}";
        return (taken.All(listener => IsPublished(host, listener)) ? Finding.Warn(reason) : Finding.Fail(reason))
            .Because([.. taken.Select(listener => new Evidence($"/proc/net/{listener.Protocol}", Text: $"port {listener.Port}, uid {listener.Uid}"))]);
    }

    private static bool IsPublished(HostFacts host, Listener listener) =>
        listener.Protocol == "tcp" && host.Needs.Ports.Contains(listener.Port)
        && NameOf(host, listener.Uid) is { } name && host.OwnsSubordinateIds(name, listener.Uid);

    private static string Holder(HostFacts host, uint uid) => NameOf(host, uid) is { } name ? $"uid {uid} ({name})" : $"uid {uid}";

    private static string? NameOf(HostFacts host, uint uid) => host.RealIds(IdKind.Uid).Find(uid);

    private static string Text((string Protocol, int Port) wanted) => $"{wanted.Port}/{wanted.Protocol}";
}
