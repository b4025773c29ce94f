using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>The same change of the same check's status, for one or for many users.</summary>
/// <param name="first">The first finding of the kind, as it is now.</param>
/// <param name="before">What its status was; null when it is new.</param>
internal sealed class StatusChange(Judgement first, Status? before)
{
    private const int MostNames = 5;
    private const int LongestReason = 1000; // characters, of what may come from a user's file

    private readonly List<string> _names = [];
    private int _count;

    public bool IsWorse => first.IsProblem;

    /// <summary><c>subid.size alice: pass → fail: 1000 subordinate uids, 65536 needed</c>.</summary>
    public string Line
    {
        get
        {
            string who = first.User is null ? "" : " " + Entry.People(_names, _count);
            string was = before is { } status ? $"{Words.Of(status)} → " : "";
            return $"{first.Id}{who}: {was}{Words.Of(first.Status)}{(first.IsProblem ? $": {Harmless.Line(first.Finding.Reason, LongestReason)}" : "")}";
        }
    }

    public void Add(Judgement judgement)
    {
        _count++;
        if (judgement.User is { } user && _names.Count < MostNames) _names.Add(Harmless.Line(user, 64));
    }
}
