using System.Text.Json.Serialization;
using RootlessHost.Linux;

namespace RootlessHost.Remedies.Steps;

/// <summary>A file is replaced, made or taken away; null is no file.</summary>
public sealed record FileStep(string Path, FileState? Before, FileState? After) : Step
{
    [JsonIgnore]
    public override string Target => Path;

    /// <summary>One of the files that shadow's tools change too, under locks.</summary>
    [JsonIgnore]
    public bool IsOfAccounts => Path.StartsWith("/etc/subuid", StringComparison.Ordinal) || Path.StartsWith("/etc/subgid", StringComparison.Ordinal);

    /// <summary>What was before, kept beside the file as shadow does: every tool that changes the file writes it anew.</summary>
    [JsonIgnore]
    public bool IsBackup => IsOfAccounts && Path.EndsWith('-');

    public override Step Reverse() => new FileStep(Path, After, Before);
}
