using System.Text.Json.Serialization;
using RootlessHost.Linux;

namespace RootlessHost.Remedies.Steps;

/// <summary>A file gets another owner, mode or file capability, and keeps its content.</summary>
public sealed record AttributesStep(string Path, FileState Before, FileState After) : Step
{
    [JsonIgnore]
    public override string Target => Path;

    [JsonIgnore]
    public override bool IsOfRunningMachine => IsPathOfRunningMachine(Path);

    public override Step Reverse() => new AttributesStep(Path, After, Before);
}
