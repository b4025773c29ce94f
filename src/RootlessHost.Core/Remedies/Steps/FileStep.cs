using System.Text.Json.Serialization;
using RootlessHost.Linux;

namespace RootlessHost.Remedies.Steps;

/// <summary>A file is replaced, made or taken away; null is no file.</summary>
public sealed record FileStep(string Path, FileState? Before, FileState? After) : Step
{
    [JsonIgnore]
    public override string Target => Path;

    [JsonIgnore]
    public override bool IsOfRunningMachine => IsPathOfRunningMachine(Path);

    /// <summary>One of the files that shadow's tools change too, under locks.</summary>
    [JsonIgnore]
    public bool IsOfAccounts => AreOfAccounts(Path);

    /// <summary>What was before, kept beside the file as shadow does: every tool that changes the file writes it anew.</summary>
    [JsonIgnore]
    public bool IsBackup => IsOfAccounts && Path.EndsWith('-');

    /// <summary>What is at this path belongs to shadow's tools too: an account file, or what was before it.</summary>
    public static bool AreOfAccounts(string path) => path is "/etc/subuid" or "/etc/subuid-" or "/etc/subgid" or "/etc/subgid-";

    public override Step Reverse() => new FileStep(Path, After, Before);
}
