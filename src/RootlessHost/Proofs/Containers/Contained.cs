using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Containers;

/// <summary>One container of an engine, of an image from a file, for one command. It has no network, and is no part of what the user has afterwards.</summary>
internal abstract class Contained(Trial trial)
{
    /// <summary>The engines that have one.</summary>
    public static IReadOnlyList<string> Engines { get; } = ["docker", "podman", "lxc"];

    /// <summary>The program of theirs that it takes.</summary>
    public static string ProgramOf(string engine) => engine == "lxc" ? "lxc-execute" : engine;

    /// <summary>What nobody else calls a container of theirs.</summary>
    protected string Name { get; } = $"rootless-host-{RandomName.Next()}";

    protected Trial Trial => trial;

    /// <summary>The engine's program and the options that make it be where it is to be.</summary>
    protected abstract IReadOnlyList<string> Engine { get; }

    protected virtual IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>Options of run that end the container even when nobody is left to do it.</summary>
    protected virtual IReadOnlyList<string> Bounds => [];

    public static Contained? Of(string engine, Trial trial) => engine switch
    {
        "docker" => new DockerContainer(trial),
        "podman" => new PodmanContainer(trial),
        "lxc" => new LxcContainer(trial),
        _ => null,
    };

    /// <summary>Takes the image in, and runs the command.</summary>
    public abstract Outcome Run(ImageRun image);

    /// <summary>How a person does about the same.</summary>
    public abstract string ByHand(ImageRun image);

    /// <summary>Has the engine do something.</summary>
    /// <param name="arguments">What.</param>
    /// <param name="input">What it gets to read.</param>
    /// <param name="output">What it said, when the outcome is a pass.</param>
    protected Outcome Do(IReadOnlyList<string> arguments, Stream? input, out string output)
    {
        using var child = new Child(trial.Keeper, [.. Engine, .. arguments], Environment, input);
        bool ended = child.Wait(trial.Limit);
        output = child.Output;
        if (!ended) return Trial.Failed($"{Trial.NameOf(Engine)} {arguments[0]} did not end within {trial.Limit.TotalSeconds:0.#} s: a large image takes longer (--each)", "ETIMEDOUT") with { IsOwn = true };
        return child.Status == 0 ? new Outcome("", null, Status.Pass, output) : Complaint(child);
    }

    /// <summary>Runs the command in a container of an image that the engine has.</summary>
    protected Outcome RunIn(string image, IReadOnlyList<string> command)
    {
        string[] run = ["run", "--rm", "--name", Name, "--network", "none", "--pull", "never", "--log-driver", "none", "--no-healthcheck", .. Bounds, "--entrypoint", command[0], image, .. command.Skip(1)];
        using var child = new Child(trial.Keeper, [.. Engine, .. run], Environment);
        bool ended = child.Wait(trial.Limit);
        if (!ended) return Overdue(command[0]);
        if (child.Status == 0) return Ran(command[0], child);
        // docker-run(1), podman-run(1): 125 is the engine's; 126 and 127 are of a command that cannot be run or is not there, or the command's own. A runtime that fails is 126 too.
        return child.Status switch
        {
            125 => Complaint(child),
            126 when IsEngines(child.Words) => Complaint(child),
            127 when IsEngines(child.Words) => Complaint(child) with { IsOwn = true },
            _ => EndedBadly(command[0], child),
        };
    }

    protected static Outcome Ran(string program, Child child) => new("", null, Status.Pass, $"{program} ran in a container{Said(child.Output)}");

    protected static Outcome EndedBadly(string program, Child child) => Trial.Failed($"{program} ended with status {child.Status} in its container{Said(child.Words)}") with { IsOwn = true };

    protected Outcome Overdue(string program) => Trial.Failed($"{program} did not end within {trial.Limit.TotalSeconds:0.#} s in its container", "ETIMEDOUT") with { IsOwn = true };

    private Outcome Complaint(Child child)
    {
        string[] lines = child.Words.Split('\n');
        int first = Array.FindIndex(lines, IsEngines);
        string said = first < 0 ? child.LastError : lines[first].Trim();
        // What it tried one after the other, and why each did not do, it lists.
        if (said.EndsWith(':')) said += $" {string.Join("; ", lines.Skip(first + 1).Select(line => line.Trim(' ', '*')).Where(line => line.Length > 0))}";
        string program = Trial.NameOf(Engine);
        foreach (string already in (string[])[$"{program}: ", "Error: "])
        {
            if (said.StartsWith(already, StringComparison.Ordinal)) said = said[already.Length..];
        }
        return Trial.Failed($"{program}: {(said.Length > 0 ? said.Trim() : $"status {child.Status}")}", Errno.FromWords(said));
    }

    private static bool IsEngines(string words) => words.Contains("Error: ", StringComparison.Ordinal) || words.Contains("docker: ", StringComparison.Ordinal) || words.Contains("Error response from daemon", StringComparison.Ordinal);

    private static string Said(string output) => output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) is { } line ? $", and said: {line}" : "";
}
