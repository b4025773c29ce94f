using System.Text.Json.Serialization;
using RootlessHost.Linux;

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

    /// <summary>It changes the machine that runs, not its files; in an image as little as what is mounted there from the machine.</summary>
    [JsonIgnore]
    public virtual bool IsOfRunningMachine => true;

    /// <summary>What is below these folders is the running machine's, be they mounted in an image too.</summary>
    public static bool IsPathOfRunningMachine(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["proc" or "sys" or "dev" or "run", ..];

    /// <summary>It has all that it takes to do it: a journal may have been written by anybody.</summary>
    public static bool IsWhole(Step? step) => step switch
    {
        FileStep file => (file.Before ?? file.After) is not null && IsWhole(file.Before) && IsWhole(file.After),
        AttributesStep attributes => attributes.Before.Attributes.Values.All(IsThere) && attributes.After.Attributes.Values.All(IsThere),
        RunStep run => run.Arguments.All(IsThere) && (run.Back ?? []).All(IsThere),
        _ => step is not null,
    };

    private static bool IsWhole(FileState? file) => file is null || (file.Content is not null && file.Attributes.Values.All(IsThere));

    private static bool IsThere(object? one) => one is not null;

    /// <summary>The same with its two sides exchanged; null where nothing is to be taken back.</summary>
    public abstract Step? Reverse();

    /// <summary>The steps that take these back: the last one first, but what only tells a daemon to read its files again stays behind them.</summary>
    public static IReadOnlyList<Step> Reverse(IEnumerable<Step> steps) =>
        [.. steps.Reverse().Select(step => step.Reverse()).OfType<Step>().OrderBy(step => step is RunStep { IsLast: true })];
}
