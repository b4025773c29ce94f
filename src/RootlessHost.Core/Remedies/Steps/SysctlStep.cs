using System.Text.Json.Serialization;

namespace RootlessHost.Remedies.Steps;

/// <summary>The running kernel's value of a sysctl is changed.</summary>
public sealed record SysctlStep(string Key, string Before, string After) : Step
{
    [JsonIgnore]
    public override string Target => Key;

    public override Step Reverse() => new SysctlStep(Key, After, Before);
}
