using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>Users may publish the ports that are wanted.</summary>
internal sealed class UnprivPorts : IHostCheck
{
    private const string Key = "net.ipv4.ip_unprivileged_port_start";
    private const long Usual = 1024; // of every network namespace that is new, ip(7)
    private const int BindService = 10; // CAP_NET_BIND_SERVICE, capabilities(7)

    public About About { get; } = new("net.unpriv-ports", "users may publish the ports that are wanted")
    {
        Reads = $"{Key}; of an image, sysctl.d instead; the file capability of rootlesskit",
        Why = "A port is published by a program of the user, and below the limit only root may listen: 'cannot expose privileged port 80'.",
        Risk = "every user of the host may listen on the ports from the new limit on, and pass for the service that belongs there",
        Sources = ["https://docs.docker.com/engine/security/rootless/tips/", "https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md", "ip(7)"],
    };

    public Finding Look(HostFacts host)
    {
        if (host.IsImage) return LookAtImage(host);
        if (host.SysctlNumber(Key) is not { } start) return host.IsPartial ? Finding.Skip($"{Key} is not in this image") : Finding.Pass("this kernel has no limit to lower (before 4.11)");
        return Judge(host, start, new Evidence(HostFacts.SysctlPath(Key), Text: $"{start}"), port => new SetSysctl(Key, port));
    }

    // What an image is asked for it has to bring to its first boot.
    private Finding LookAtImage(HostFacts host)
    {
        if (host.Needs.Ports.Count == 0) return Finding.Skip("an image has no running kernel or session");
        var set = host.ConfiguredSysctl(Key);
        return Judge(host, long.TryParse(set?.Value, out long start) ? start : Usual, set is { } line ? new Evidence(line.File, line.Line) : null, port => NextBoot.Set(host, Key, port));
    }

    private Finding Judge(HostFacts host, long start, Evidence? evidence, Func<string, SetSysctl> lower)
    {
        int[] low = [.. host.Needs.Ports.Where(port => port < start)];
        if (low.Length == 0) return Finding.Pass(host.Needs.Ports.Count == 0 ? $"users may listen on the ports from {start} on" : $"the wanted ports are {start} or above");
        return PerEngine.Ask(host, About.Id, engine => engine.Name switch
        {
            // RootlessKit's own port driver binds; with pasta's "implicit" one it is pasta that does.
            "docker" or "nerdctl" or "buildkit" when MayBind(host) => Finding.Pass($"rootlesskit has the file capability cap_net_bind_service, below {start} as well"),
            _ => Finding.Fail($"port {string.Join(", ", low)} is wanted, and users may listen on the ports from {start} on")
                .Because(evidence is null ? [] : [evidence]).Wanted($"at most {low[0]}", $"{start}").With(new Remedy(lower($"{low[0]}"))),
        });
    }

    private static bool MayBind(HostFacts host) =>
        host.Program("slirp4netns", "vpnkit") is not null && host.Program("rootlesskit") is { } program
        && FileCapability.Parse(host.Root.Attribute(program, FileCapability.Attribute))?.Gives(BindService) == true;
}
