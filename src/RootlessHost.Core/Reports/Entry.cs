using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>The same finding of the host, or of many users, as people read it once.</summary>
/// <param name="First">The first of them; the others have the same check, status and reason.</param>
/// <param name="Blocks">It keeps an engine from being ready.</param>
internal sealed class Entry(Judgement First, bool Blocks)
{
    private const int MostNames = 5;
    internal const int MostRemedies = 3;

    private readonly List<string> _names = [];
    private readonly List<Remedy> _remedies = [];
    private HashSet<string>? _commands;

    public Judgement First { get; } = First;

    public bool Blocks { get; } = Blocks;

    public Finding Finding => First.Finding;

    public Status Status => First.Status;

    /// <summary>How many findings it stands for.</summary>
    public int Count { get; private set; }

    /// <summary>The first few users; none for a finding of the host.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The users in words: <c>alice, bob and 59,998 more</c>; null for a finding of the host.</summary>
    public string? Users => First.User is null ? null : People(_names, Count);

    /// <summary>The remedies that differ, the first few.</summary>
    public IReadOnlyList<Remedy> Remedies => _remedies;

    /// <summary>How many users have a remedy that is not among <see cref="Remedies"/>.</summary>
    public int MoreRemedies { get; private set; }

    public void Add(Judgement judgement)
    {
        Count++;
        if (judgement.User is { } user && _names.Count < MostNames) _names.Add(Harmless.Line(user, 64));
        if (judgement.Finding.Remedy is not { } remedy) return;
        if (_remedies.Count >= MostRemedies) MoreRemedies++;
        else if ((_commands ??= []).Add(remedy.Summary)) _remedies.Add(remedy);
    }

    /// <summary>A few by name, of more only two and a number.</summary>
    public static string People(IReadOnlyList<string> names, int count) =>
        count <= MostNames ? Sentences.List([.. names]) : $"{names[0]}, {names[1]} and {count - 2:N0} more";
}
