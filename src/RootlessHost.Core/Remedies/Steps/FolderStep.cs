using System.Text.Json.Serialization;

namespace RootlessHost.Remedies.Steps;

/// <summary>A folder is made; taken back, it goes if it is empty.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Mode">Its permission bits.</param>
/// <param name="Remove">It is taken away instead.</param>
public sealed record FolderStep(string Path, uint Mode, bool Remove = false) : Step
{
    [JsonIgnore]
    public override string Target => Path;

    [JsonIgnore]
    public override bool IsOfRunningMachine => IsPathOfRunningMachine(Path);

    public override Step Reverse() => this with { Remove = !Remove };
}
