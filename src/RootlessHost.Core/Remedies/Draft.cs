using System.Text;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;
using RootlessHost.Reports;

namespace RootlessHost.Remedies;

/// <summary>
/// What a plan makes of a host, as it grows: changes draw into it, and what two of them do to one file becomes one file. It touches nothing.
/// </summary>
/// <param name="host">The host as it is.</param>
internal sealed class Draft(HostFacts host)
{
    private readonly Dictionary<string, DraftedFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DraftedFile> _named = new(StringComparer.Ordinal);
    private readonly List<DraftedFile> _order = [];
    private readonly List<Step> _live = [];
    private readonly List<AssumedFile> _assumed = [];
    private readonly List<PlannedChange> _changes = [];
    private readonly List<string> _packages = [];
    private (Judgement Why, Remedy Remedy, string Summary)? _at;

    public HostFacts Host { get; } = host;

    /// <summary>The machine itself: what lives in the kernel may be changed too, and programs be run.</summary>
    public bool IsLive => Host.Root.IsLive;

    /// <summary>It is not the image's: what is mounted there is this machine's.</summary>
    public bool IsOutOfReach(string path) => !IsLive && Step.IsPathOfRunningMachine(path);

    public IReadOnlyList<PlannedChange> Changes => _changes;

    public IReadOnlyList<DraftedFile> Files => _order;

    /// <summary>What is done beside files, in order.</summary>
    public IReadOnlyList<Step> Live => _live;

    /// <summary>Why nothing of this can be carried out; null when it can.</summary>
    public string? Hindrance { get; private set; }

    /// <summary>The runs of the package manager; none where it is not needed.</summary>
    public IReadOnlyList<RunStep> Packages { get; private set; } = [];

    /// <summary>The host as it will be.</summary>
    public IEnumerable<AssumedFile> Assumed => _order.Select(file => file.Assumed).Concat(_assumed);

    /// <summary>Draws the changes of a remedy.</summary>
    public void Add(Judgement why, Remedy remedy)
    {
        foreach (Change change in remedy.Changes)
        {
            _at = (why, remedy, change.Summary);
            change.Draw(this);
        }
    }

    /// <summary>The file at a path, links in the path resolved. What is to have other content must not be a link itself: it is replaced.</summary>
    public DraftedFile File(string path, bool withContent = true)
    {
        // Thousands of rows are for the same two files.
        if (withContent && _named.TryGetValue(path, out DraftedFile? before)) return before;
        DraftedFile file = Find(path, withContent);
        if (withContent) _named[path] = file;
        return file;
    }

    private DraftedFile Find(string path, bool withContent)
    {
        string resolved = withContent ? ResolveFolder(path) : Host.Root.Resolve(path) ?? path;
        // Rows are looked for where they are named, and locks are taken beside the file.
        if (resolved != path && FileStep.AreOfAccounts(path)) Hindrance = $"{path} leads to {resolved}, where no tool of shadow's looks for its locks: put a folder in the link's place";
        if (_files.TryGetValue(resolved, out DraftedFile? known))
        {
            // Drawn first was its mode, for which nobody looked into it.
            if (withContent) known.Before ??= Host.Root.Read(resolved, SubidTable.Limit);
            return known;
        }
        bool exists = Host.Root.Stat(resolved) is not null;
        var file = new DraftedFile(resolved, withContent ? Host.Root.Read(resolved, SubidTable.Limit) : null, exists);
        _files[resolved] = file;
        _order.Add(file);
        return file;
    }

    /// <summary>Gives a file this text, if it has another.</summary>
    public void Write(string path, string text)
    {
        DraftedFile file = File(path);
        if ((file.Exists || file.ChangesContent) && file.Text == text) return;
        file.Write(Encoding.UTF8.GetBytes(text));
        Say("file", file.Path, file.Exists ? "other content" : null, text);
    }

    /// <summary>Does something beside files, once.</summary>
    /// <param name="step">What is done; on an image nothing is.</param>
    public void Do(Step step)
    {
        if (IsLive && !_live.Contains(step) && !_live.Any(other => other.Target == step.Target && other.GetType() == step.GetType())) _live.Add(step);
    }

    /// <summary>Has packages installed; those of all changes in one run.</summary>
    /// <param name="refresh">What is run before; null for nothing.</param>
    /// <param name="manager">The run of the package manager, without the names.</param>
    /// <param name="names">The packages.</param>
    public void Install(RunStep? refresh, RunStep manager, IReadOnlyList<string> names)
    {
        string[] further = [.. names.Where(name => !_packages.Contains(name))];
        if (further.Length == 0) return;
        _packages.AddRange(further);
        Packages = [.. refresh is null ? Array.Empty<RunStep>() : [refresh], manager with { Arguments = [.. manager.Arguments, .. _packages] }];
        Say("package", string.Join(' ', further), null, "installed");
    }

    /// <summary>The host as it will be has this file, which is the kernel's and not written.</summary>
    public void Assume(AssumedFile file) => _assumed.Add(file);

    /// <summary>Notes a change in words.</summary>
    public void Say(string kind, string target, string? before, string? after)
    {
        (Judgement why, Remedy remedy, string summary) = _at!.Value;
        _changes.Add(new PlannedChange(kind, target, before, after, summary, why.Id, why.User, why.Finding.Reason, remedy.TakesEffect));
    }

    // The file is not there yet; as much of its folder as is there may have links in it.
    private string ResolveFolder(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0) return path;
        string folder = path[..slash];
        return (Host.Root.Resolve(folder) ?? ResolveFolder(folder)) + path[slash..];
    }
}
