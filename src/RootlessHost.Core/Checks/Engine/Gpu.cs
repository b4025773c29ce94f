using RootlessHost.Facts;

namespace RootlessHost.Checks.Engine;

/// <summary>Containers of users can be given the NVIDIA GPUs that the host's container toolkit knows.</summary>
internal sealed class Gpu : IHostCheck
{
    private const string Config = "/etc/nvidia-container-runtime/config.toml";
    private static readonly string[] Specs = ["/etc/cdi", "/run/cdi"];

    public About About { get; } = new("engine.gpu", "the host's GPUs can be given to containers of users")
    {
        Reads = $"{Config}: no-cgroups; {string.Join(", ", Specs)}",
        Why = "NVIDIA's older hook writes to the device cgroup, which a user may not. A CDI specification needs no hook and leaves the rootful engines alone; no-cgroups = true changes them too.",
        Sources = ["https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html", "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/cdi-support.html"],
    };

    public Finding Look(HostFacts host)
    {
        if (Specs.SelectMany(folder => (host.Root.List(folder) ?? []).Select(name => $"{folder}/{name}")).FirstOrDefault() is { } spec) return Finding.Pass($"described for CDI in {spec}");
        return host.Root.ReadText(Config) is not { } text ? Finding.Skip("no NVIDIA container toolkit is installed")
            : TomlKeys.Parse(text)["nvidia-container-cli", "no-cgroups"] == "true" ? Finding.Pass("no-cgroups is true")
            : Finding.Fail($"no-cgroups is not true in {Config}, and there is no CDI specification").Because(Config);
    }
}
