using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Configured;

/// <summary>A host with a configuration: alice and bob, ann and carl of the group ci, systemd, and ports from 1024 on.</summary>
internal static class ConfiguredHost
{
    public const string Ports = "net.unpriv-ports";
    public const string Linger = "systemd.linger";
    public const string Ping = "net.ping";
    public const string Swarm = "engine.swarm";

    public static FixtureHost Of(string configuration)
    {
        FixtureHost host = Hosts.Systemd();
        host["/etc/passwd"] = Hosts.Alice + "ann:x:1002:1002::/home/ann:/bin/sh\ncarl:x:1003:1003::/home/carl:/bin/sh\n";
        host["/etc/group"] = "ci:x:50:ann,carl\nempty:x:51:\n";
        host["/proc/sys/net/ipv4/ip_unprivileged_port_start"] = "1024\n";
        host["/proc/sys/net/ipv4/ping_group_range"] = "1\t0\n";
        host.MakeFolder("/run/systemd/system").MakeFolder("/var/lib/systemd/linger");
        host[Configuration.Path] = configuration;
        return host;
    }

    public static Scope Scope(this FixtureHost host, params string[] only)
    {
        HostFacts facts = host.Host();
        return Configuration.Of(facts, file: null).Scope("/", facts) with { Only = only };
    }

    public static Report Look(this FixtureHost host, params string[] only) => RootlessHost.Reports.Look.At(host.Host(), host.Scope(only));

    /// <summary><c>podman alice: subid.size (subid.parity)</c>: what blocks, and in brackets what warns.</summary>
    public static string[] Verdicts(this Report report) =>
    [
        .. report.Verdicts.Select(verdict => $"{verdict.Engine} {verdict.User ?? "-"}:{string.Concat(verdict.BlockedBy.Select(id => " " + id))}"
            + (verdict.Warnings.Count > 0 ? $" ({string.Join(' ', verdict.Warnings)})" : "")),
    ];

    /// <summary><c>fail net.unpriv-ports: the reason; podman required</c>, for those that are no pass and no skip.</summary>
    public static string[] Problems(this Report report) =>
    [
        .. report.Findings.Where(finding => finding.Status is not (Status.Pass or Status.Skip)).Select(finding =>
            $"{RootlessHost.Reports.Words.Of(finding.Status)} {Sentences.About(finding)}: {finding.Finding.Reason}; {string.Join(", ", finding.NeededBy.Select(need => $"{need.Engine} {RootlessHost.Reports.Words.Of(need.Level)}"))}"),
    ];

    public static IReadOnlyList<IEngine> Engines(params string[] names) => [.. names.Select(name => AllEngines.Find(name)!)];
}
