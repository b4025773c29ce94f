using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The host's firewall lets in what containers publish.</summary>
internal sealed class Firewall : IHostCheck
{
    public About About { get; } = new("net.firewall", "the host's firewall lets in what containers publish")
    {
        Reads = "/etc/ufw/ufw.conf, /etc/ufw/user.rules; whether firewalld runs, /etc/firewalld/zones",
        Why = "A rootful Docker opens the firewall for the ports that it publishes. Rootless engines publish through an ordinary program, so the firewall's rules for incoming packets apply.",
        Sources = ["https://github.com/moby/moby/pull/43781", "ufw(8)", "firewall-cmd(1)"],
        Running = true,
    };

    public Finding Look(HostFacts host) => (host.Needs.Ports, Active(host)) switch
    {
        (_, null) => Finding.Pass("neither firewalld nor ufw is on"),
        ({ Count: 0 }, var name) => Finding.Pass($"{name} is on, and its rules apply to published ports"),
        (var ports, "firewalld") when ports.All(port => IsOpenInFirewalld(host, port)) => Finding.Pass($"firewalld lets in port {string.Join(", ", ports)}"),
        (var ports, var name) when name == "firewalld" || !ports.All(port => IsOpenInUfw(host, port)) => Finding
            .Warn($"{name} is on, and does not say that it lets in port {string.Join(", ", ports)}")
            .With(new Remedy(new ByHand($"open the port in {name}, if others are to reach it", [.. ports.SelectMany(port => Commands(name!, port)), .. name == "firewalld" ? ["firewall-cmd --reload"] : Array.Empty<string>()]))),
        (var ports, var name) => Finding.Pass($"{name} lets in port {string.Join(", ", ports)}"),
    };

    private static string[] Commands(string name, int port) => name == "ufw" ? [$"ufw allow {port}/tcp"] : [$"firewall-cmd --permanent --add-port={port}/tcp"];

    private static string? Active(HostFacts host) =>
        (host.Root.ReadText("/etc/ufw/ufw.conf") ?? "").Split('\n').Any(line => line.Trim() == "ENABLED=yes") ? "ufw"
        : host.Root.Stat($"{host.CgroupMount}/system.slice/firewalld.service") is { Kind: FileKind.Directory } ? "firewalld" : null;

    private static bool IsOpenInFirewalld(HostFacts host, int port)
    {
        const string Zones = "/etc/firewalld/zones";
        string? service = port switch { 22 => "ssh", 80 => "http", 443 => "https", 53 => "dns", _ => null };
        return (host.Root.List(Zones) ?? []).Where(name => name.EndsWith(".xml", StringComparison.Ordinal)).Any(name =>
            host.Root.ReadText($"{Zones}/{name}") is { } zone && (zone.Contains($"port=\"{port}\"") || (service is not null && zone.Contains($"<service name=\"{service}\"/>"))));
    }

    // "### tuple ### allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in": root alone may read the file, and without it nothing is alleged.
    private static bool IsOpenInUfw(HostFacts host, int port) => (host.Root.ReadText("/etc/ufw/user.rules") ?? "").Split('\n')
        .Any(line => line.Split(' ') is ["###", "tuple", "###", "allow", "tcp" or "any", var ports, ..] && ports.Split(',').Contains($"{port}"));
}
