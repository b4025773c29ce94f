using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using RootlessHost.Tests.Remedies;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>A scratch host after a run that was disturbed: what must hold of it, and of whatever is done next.</summary>
/// <param name="host">The host.</param>
/// <param name="where">What was done to the run, for the message.</param>
/// <param name="inTwo">It took two transactions for what else is one: the backups are then of the state between.</param>
internal sealed partial class Wreck(FixtureHost host, string where, bool inTwo = false)
{
    // What was tried on one state need not be tried on the same again.
    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, string> _tree = host.Snapshot();

    /// <summary>All that tells this one from others, but for ids of processes.</summary>
    public string State => field ??= Describe();

    /// <summary>What lies about: temporary files, locks.</summary>
    public IEnumerable<string> Leftovers => _tree.Keys.Where(path => !Scratch.Fresh.ContainsKey(path) && !Scratch.Applied.ContainsKey(path));

    public bool IsFresh => !Differs(Scratch.Fresh).Any();

    public bool IsApplied => !Differs(Scratch.Applied).Any();

    /// <summary>Where it is another than this one, apart from what lies about.</summary>
    public IEnumerable<string> Differs(SortedDictionary<string, string> wanted) =>
        _tree.Except(wanted).Concat(wanted.Except(_tree)).Select(pair => pair.Key).Distinct().Except(Leftovers).Where(path => !inTwo || !path.EndsWith('-'));

    /// <summary>Every file is the old one or the new one; what lies about is known for what it is, and stops nobody.</summary>
    public void IsWhole()
    {
        foreach (string path in Scratch.Fresh.Keys.Union(Scratch.Applied.Keys))
        {
            if (inTwo && path.EndsWith('-')) continue;
            string? now = _tree.GetValueOrDefault(path);
            Assert.True(now == Scratch.Fresh.GetValueOrDefault(path) || now == Scratch.Applied.GetValueOrDefault(path), $"{where}: {path} is neither old nor new: {now ?? "missing"}");
        }
        foreach (string path in Leftovers)
        {
            Assert.True(Leftover().IsMatch(path), $"{where}: {path} lies about");
            if (path.EndsWith(".lock", StringComparison.Ordinal)) IsOfNobody(path);
        }
    }

    /// <summary>The next <c>apply</c> reaches the one state and the next <c>undo</c> the other, in either order, and nothing lies about then.</summary>
    public void CanBeMended(bool strictly = true)
    {
        if (!Known.TryAdd($"{strictly} {State}", true)) return;
        Then(Scratch.Apply, Scratch.Applied, Scratch.Undo, Scratch.Fresh, strictly);
        Then(Scratch.Undo, Scratch.Fresh, Scratch.Apply, Scratch.Applied, strictly);
        if (Leftovers.Any() && Environment.IsPrivilegedProcess) UseraddWorks();
    }

    private void Then(string[] first, SortedDictionary<string, string> one, string[] second, SortedDictionary<string, string> other, bool strictly)
    {
        using FixtureHost copy = Scratch.Copy(host);
        Reaches(copy, first, one, strictly);
        Reaches(copy, second, other, strictly: true);
    }

    private void Reaches(FixtureHost copy, string[] command, SortedDictionary<string, string> wanted, bool strictly)
    {
        Ending ending = Scratch.Run(copy, command);
        // A disturbed run may have needed two transactions for what one does.
        for (int i = 0; i < 3 && command == Scratch.Undo && !copy.Snapshot().SequenceEqual(wanted); i++) ending = Scratch.Run(copy, command);
        Assert.True(ending.Status == 0, $"{where}; then {command[0]} ends with {ending.Status}: {ending.Errors}");
        var tree = copy.Snapshot();
        // A lock that came back with the power is taken over by whoever needs it, and nobody did.
        if (!strictly) foreach (string path in tree.Keys.Where(path => Leftover().IsMatch(path)).ToArray()) tree.Remove(path);
        string[] differ = [.. tree.Except(wanted).Concat(wanted.Except(tree)).Select(pair => pair.Key).Distinct().Where(path => !inTwo || wanted != Scratch.Applied || !path.EndsWith('-'))];
        Assert.True(differ.Length == 0, $"{where}; then after {command[0]} it differs in {string.Join(", ", differ)} ({ending.Errors})");
        Assert.DoesNotContain(Scratch.Journal(copy), name => name.Contains("begun", StringComparison.Ordinal) || name.StartsWith('.'));
    }

    // shadow's own tool, on what a killed process of ours left.
    private void UseraddWorks()
    {
        using FixtureHost copy = Scratch.Copy(host);
        Ending ending = Binary.Start("useradd", ["--prefix", copy.Folder, "newcomer"], clean: false);
        Assert.True(ending.Status == 0, $"{where}; then useradd ends with {ending.Status}: {ending.Errors}");
        Assert.Contains("newcomer:", File.ReadAllText(copy.On("/etc/subuid")), StringComparison.Ordinal);
        Ending next = Scratch.Run(copy, Scratch.Apply);
        Assert.True(next.Status == 0, $"{where}; then useradd, then apply ends with {next.Status}: {next.Errors}");
        Assert.Contains("newcomer:", File.ReadAllText(copy.On("/etc/subuid")), StringComparison.Ordinal);
    }

    // shadow lib/commonio.c, do_lock_file: the process of the id in it is gone.
    private void IsOfNobody(string path)
    {
        string text = File.ReadAllText(host.On(path));
        Assert.True(text.EndsWith('\0') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && !Directory.Exists($"/proc/{pid}"), $"{where}: {path} holds '{text}'");
    }

    private string Describe() => $"{string.Join('\n', _tree.Select(pair => Pid().Replace($"{pair.Key} {(pair.Key.EndsWith(".lock", StringComparison.Ordinal) ? "" : pair.Value)}", "$1")))} {string.Join(' ', Scratch.Journal(host))}";

    [GeneratedRegex(@"^/etc/(sub[ug]id\.(lock|\d+)|\.sub[ug]id-?\.rootless-host-\d+~)$|/\.[^/]+\.rootless-host-\d+~$")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"^(/etc/sub[ug]id\.)\d+.*")]
    private static partial Regex Pid();
}
