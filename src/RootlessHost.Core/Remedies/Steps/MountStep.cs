using System.Text.Json.Serialization;

namespace RootlessHost.Remedies.Steps;

/// <summary>A filesystem that the kernel makes up is mounted.</summary>
/// <param name="Type">As mount(8) takes it: <c>cgroup2</c>.</param>
/// <param name="Path">Where.</param>
/// <param name="Unmount">It is unmounted instead.</param>
public sealed record MountStep(string Type, string Path, bool Unmount = false) : Step
{
    [JsonIgnore]
    public override string Target => Path;

    public override Step Reverse() => this with { Unmount = !Unmount };
}
