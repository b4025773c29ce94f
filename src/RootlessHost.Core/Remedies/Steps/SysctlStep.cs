using System.Text.Json.Serialization;

namespace RootlessHost.Remedies.Steps;

/// <summary>The running kernel's value of a sysctl is changed.</summary>
public sealed record SysctlStep(string Key, string Before, string After) : Step
{
    [JsonIgnore]
    public override string Target => Key;

    /// <summary>Two values are one: several numbers are written with spaces, and the kernel tells them with tabs.</summary>
    public static bool AreSame(string? left, string? right) =>
        left is null || right is null ? left == right : left.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).AsSpan().SequenceEqual(right.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public override Step Reverse() => new SysctlStep(Key, After, Before);
}
