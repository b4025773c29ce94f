using RootlessHost.Checks;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Proofs.Containers;

/// <summary>The user's own Docker. Its daemon has one place for images: what the archive brings is removed from there, and a name that it took over is given back.</summary>
internal sealed class DockerContainer(Trial trial) : Contained(trial)
{
    private readonly string _socket = SocketOf();

    protected override IReadOnlyList<string> Engine => [Trial.Program("docker")!, "--host", _socket];

    public override Outcome Run(ImageRun image)
    {
        Outcome asked = Do(["image", "ls", "--all", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"], input: null, out string before);
        // Whether it runs now is no question that a check answers.
        if (asked.Status != Status.Pass) return asked with { IsOwn = true };
        string name = $"rootless-host/{Name}:proof";
        var had = new Dictionary<string, string>();
        foreach (string line in before.Split('\n'))
        {
            if (line.Split(' ', 2) is [var id, var called]) had[called] = id;
        }
        // Later ones first: a name is given back, and then what has none any more is removed.
        if (image.Archive.IsImage) image.Archive.Names.ToList().ForEach(GiveBack);
        else Trial.Keeper.AtEnd([.. Engine, "image", "rm", name]);
        using Stream archive = image.Read();
        Outcome taken = Do(image.Archive.IsImage ? ["load", "--quiet"] : ["import", "-", name], archive, out string said);
        if (taken.Status != Status.Pass) return taken;
        if (image.Archive.IsImage) name = Loaded(said);
        if (name.Length == 0) return Trial.Failed("docker load did not say what it took in");
        Outcome looked = Do(["image", "inspect", "--format", "{{.Id}}", name], input: null, out string ids);
        if (looked.Status != Status.Pass) return looked;
        string now = ids.Trim();
        if (!had.ContainsValue(now)) Trial.Keeper.AtEnd([.. Engine, "image", "rm", now]);
        foreach (string given in image.Archive.Names) GiveBack(given);
        Trial.Keeper.AtEnd([.. Engine, "rm", "--force", "--volumes", Name]);
        return RunIn(now, image.Command);

        void GiveBack(string called) => Trial.Keeper.AtEnd(had.TryGetValue(called, out string? id) ? [.. Engine, "image", "tag", id, called] : [.. Engine, "image", "rm", called]);
    }

    public override string ByHand(ImageRun image) =>
        $"docker {(image.Archive.IsImage ? "load" : "import -")} <{Shell.Quote(image.Path)} && docker run --rm --network none --entrypoint {Shell.Quote(image.Command[0])} {string.Join(' ', image.Command.Skip(1).Select(Shell.Quote).Prepend("IMAGE"))}";

    // "Loaded image: name:tag", and "Loaded image ID: sha256:…" of one without a name.
    private static string Loaded(string said) =>
        said.Split('\n').FirstOrDefault(line => line.StartsWith("Loaded image", StringComparison.Ordinal))?.Split(": ", 2) is [_, var name] ? name.Trim() : "";

    // A context of the user's may lead to any daemon, root's too, of which nothing is to be proven.
    private static string SocketOf() =>
        System.Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host ? host : $"unix://{System.Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR")}/docker.sock";
}
