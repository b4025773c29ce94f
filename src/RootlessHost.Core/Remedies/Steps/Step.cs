using System.Text.Json.Serialization;

namespace RootlessHost.Remedies.Steps;

/// <summary>One thing that a transaction does, with what was there before: what is carried out, written into the journal and taken back.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(FolderStep), "folder")]
[JsonDerivedType(typeof(FileStep), "file")]
[JsonDerivedType(typeof(AttributesStep), "attributes")]
[JsonDerivedType(typeof(SysctlStep), "sysctl")]
[JsonDerivedType(typeof(MountStep), "mount")]
[JsonDerivedType(typeof(RunStep), "run")]
public abstract record Step
{
    /// <summary>What it changes, for people: a path, a sysctl.</summary>
    [JsonIgnore]
    public abstract string Target { get; }

    /// <summary>The same with its two sides exchanged; null where nothing is to be taken back.</summary>
    public abstract Step? Reverse();

    /// <summary>The steps that take these back: the last one first, but what only tells a daemon to read its files again stays behind them.</summary>
    public static IReadOnlyList<Step> Reverse(IEnumerable<Step> steps) =>
        [.. steps.Reverse().Select(step => step.Reverse()).OfType<Step>().OrderBy(step => step is RunStep { IsLast: true })];
}
