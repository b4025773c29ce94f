using System.Globalization;

namespace RootlessHost.Engines;

/// <summary>What the users want beyond "a container runs". An unmet need makes an engine not ready.</summary>
public sealed class Needs
{
    private static readonly string[] Known = ["network", "limits", "ping", "boot", "systemd-cgroup", "swarm", "checkpoint"];
    private static readonly string[] AllControllers = ["cpu", "memory", "pids"];
    private static readonly string[] Controllers = ["cpu", "memory", "pids", "io", "cpuset"];

    private readonly HashSet<string> _raised = [];

    private Needs()
    {
    }

    public static Needs None { get; } = new();

    /// <summary>As given, in the order given.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    public bool Network => Names.Contains("network");

    public bool Ping => Names.Contains("ping");

    public bool Boot => Names.Contains("boot");

    public bool SystemdCgroup => Names.Contains("systemd-cgroup");

    public bool Swarm => Names.Contains("swarm");

    public bool Checkpoint => Names.Contains("checkpoint");

    /// <summary>The cgroup controllers that limits are wanted with; empty without that need. Plain <c>limits</c> means cpu, memory and pids.</summary>
    public IReadOnlyList<string> Limits { get; private init; } = [];

    /// <summary>The ports that are to be published on the host.</summary>
    public IReadOnlyList<int> Ports { get; private init; } = [];

    /// <summary>A need makes this check a requirement of every engine that cares for it at all.</summary>
    public bool Raises(string id) => _raised.Contains(id);

    /// <exception cref="FormatException">A need that there is not.</exception>
    public static Needs Parse(IEnumerable<string> texts)
    {
        var names = new List<string>();
        var limits = new SortedSet<string>(StringComparer.Ordinal);
        var ports = new SortedSet<int>();
        foreach (string text in texts)
        {
            string[] parts = text.Split(':', 2);
            switch (parts)
            {
                case ["limits"]:
                    limits.UnionWith(AllControllers);
                    break;
                case ["limits", string list]:
                    foreach (string controller in list.Split(','))
                    {
                        if (!Controllers.Contains(controller)) throw new FormatException($"'{controller}' is no controller: {string.Join(", ", Controllers)}");
                        limits.Add(controller);
                    }
                    break;
                case ["port", string number]:
                    if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535)
                    {
                        throw new FormatException($"'{number}' is no port: 1 to 65535");
                    }
                    ports.Add(port);
                    break;
                case [string name] when Known.Contains(name):
                    break;
                default:
                    throw new FormatException($"'{text}' is no need: {string.Join(", ", Known)}, limits:CONTROLLERS, port:N");
            }
            if (!names.Contains(text)) names.Add(text);
        }
        var needs = new Needs { Names = names, Limits = [.. limits], Ports = [.. ports] };
        needs._raised.UnionWith(needs.RaisedIds());
        return needs;
    }

    private IEnumerable<string> RaisedIds() =>
    [
        .. Network ? ["net.driver", "net.tun"] : Array.Empty<string>(),
        .. Limits.Count > 0 ? ["cgroup.version", "cgroup.root", "cgroup.delegation"] : Array.Empty<string>(),
        .. Ports.Count > 0 ? ["net.unpriv-ports", "net.ports"] : Array.Empty<string>(),
        .. Ping ? ["net.ping"] : Array.Empty<string>(),
        .. Boot ? ["systemd.linger"] : Array.Empty<string>(),
        .. SystemdCgroup ? ["systemd.version", "cgroup.version", "systemd.user-manager", "systemd.runtime-dir", "systemd.dbus"] : Array.Empty<string>(),
        .. Swarm ? ["engine.swarm"] : Array.Empty<string>(),
        .. Checkpoint ? ["engine.checkpoint"] : Array.Empty<string>(),
    ];
}
