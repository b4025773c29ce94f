using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Kernel;

/// <summary>Nothing forbids to load a kernel module that an engine needs.</summary>
internal sealed class ModulesLock : IHostCheck
{
    public About About { get; } = new("kernel.modules-lock", "nothing forbids to load a kernel module that an engine needs")
    {
        Reads = "kernel.modules_disabled, /etc/modprobe.d and its siblings, /proc/modules, modules.builtin, modules.dep, /proc/cmdline",
        Why = "Hardening replaces modules by /bin/false or stops all loading after boot. What is loaded or built in by then keeps working; the rest is missing without a word. A blacklist line alone forbids nothing: modprobe still loads by name.",
        Risk = "a line that blocks a module is usually there on purpose",
        Sources = ["modprobe.d(5)", "modprobe(8)", "https://docs.kernel.org/admin-guide/sysctl/kernel.html#modules-disabled"],
    };

    public Finding Look(HostFacts host)
    {
        var shut = new List<(ModuleState State, string[] Engines)>();
        foreach ((string module, string[] engines) in Wanted(host))
        {
            if (engines.Length > 0 && host.Module(module) is { IsShut: true } state) shut.Add((state, engines));
        }
        return shut switch
        {
            [] when host.ModulesAreLocked => Finding.Pass("kernel.modules_disabled is 1, and what is needed is there"),
            [] => Finding.Pass("none is blocked"),
            [(var first, _), ..] => Finding.Fail($"{string.Join(", ", shut.Select(one => one.State.Name))} cannot be loaded: {first.Reason}")
                .Because([.. shut.Select(one => new Evidence(one.State.Source, one.State.Line, one.State.Reason))])
                .For([.. shut.SelectMany(one => one.Engines).Distinct()])
                .With(Loading.Open([.. shut.Select(one => one.State)])),
        };
    }

    // Which engines want which module, in the order of how much it hurts to lack it.
    private static IEnumerable<(string Module, string[] Engines)> Wanted(HostFacts host)
    {
        string[] all = [.. host.Engines.Select(engine => engine.Name)];
        string[] nodes = [.. all.Where(name => name is "kubernetes" or "k3s")];
        yield return ("overlay", [.. all.Where(name => name is not "lxc")]);
        yield return ("tun", [.. all.Where(name => name is not ("userns-remap" or "apptainer" or "lxc" or "buildkit"))]);
        // Where the kernel has overlay, only these mount through FUSE all the same.
        yield return ("fuse", host.Module("overlay") is { IsAvailable: true } or { IsLoadable: true } ? [.. all.Where(name => name is "apptainer" or "k3s")] : [.. all.Where(name => name is not ("userns-remap" or "lxc"))]);
        // iptables works through either; podman (netavark) and the rest load what they find.
        if (!host.Module("ip_tables").IsAvailable) yield return ("nf_tables", [.. all.Where(name => name is not ("apptainer" or "lxc" or "buildkit"))]);
        yield return ("br_netfilter", nodes);
        yield return ("vxlan", nodes);
    }
}
