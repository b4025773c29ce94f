using System.Diagnostics;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;
using Serilog;

namespace RootlessHost.Daemon;

/// <summary>Mends what may be mended, as <c>apply</c> does, and says what and why. Asks nobody; gives up on what does not help, for longer and longer.</summary>
internal sealed class Enforcer(ILogger log) : IDisposable
{
    // That of apply.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Backoff _backoff = new();
    private readonly Interruption _interruption = new([]);
    private bool _hasRecovered;
    private string _refused = "";
    private string _failed = "";

    /// <summary>The last attempt; null before the first.</summary>
    public Attempt? Last { get; private set; }

    /// <summary>It is at work: it comes to its end by itself.</summary>
    public bool IsAtWork { get; private set; }

    /// <summary>When to look again because of what was put off; null when nothing was.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>What is at work stops at the next step, and takes back what it did.</summary>
    public void Stop() => _interruption.Request("SIGTERM");

    /// <summary>Mends, if there is something to be mended and it is time.</summary>
    /// <param name="before">Called before anything is changed.</param>
    /// <returns>The host may be another one now.</returns>
    public bool Mend(Assignment assignment, Plan plan, Action before)
    {
        Due = null;
        if (!_hasRecovered && !(_hasRecovered = Work(assignment, before, provision => provision.Recover()))) return false;
        if (plan.IsEmpty || IsRefused(plan)) return false;
        _failed = "";
        string[] changes = [.. plan.Changes.Select(change => change.Summary)];
        TimeSpan now = Stopwatch.GetElapsedTime(0);
        if (_backoff.Left(now, changes) is var left && left > TimeSpan.Zero)
        {
            Due = left;
            return false;
        }
        _backoff.Try(now, changes);
        bool success = Work(assignment, before, provision => Tell(provision.Apply(assignment.Scope, assignment.Policy, (_, _) => true)));
        Last = new Attempt(DateTimeOffset.UtcNow, success);
        if (!success) log.Warning("the same is tried again in {Minutes} min at the earliest", _backoff.Pause.TotalMinutes);
        return true;
    }

    public void Dispose() => _interruption.Dispose();

    private bool IsRefused(Plan plan)
    {
        string refused = string.Join("; ", plan.Refusals.Select(refusal => refusal.Option is null ? refusal.What : $"{refusal.What} (only with {Permission(refusal.Option)})"));
        if (refused == _refused) return refused.Length > 0;
        _refused = refused;
        if (refused.Length > 0) log.Warning("nothing is changed: {Refused:l}", refused);
        return refused.Length > 0;
    }

    private static string Permission(string option) => option == "--install" ? "install = true in [apply]" : "host-wide = true in [apply]";

    private bool Work(Assignment assignment, Action before, Action<Provision> work)
    {
        IsAtWork = true;
        before();
        try
        {
            using WritableRoot writable = assignment.Writable();
            using var provision = new Provision(assignment.Open, writable, _interruption, Patience, line => log.Information("{Line:l}", line));
            work(provision);
            return true;
        }
        catch (InterruptedException)
        {
            log.Information("stopped: what was begun is taken back");
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotPermittedException)
        {
            if (failure.Message != _failed) log.Error("not mended: {Why:l}", _failed = failure.Message);
            return false;
        }
        finally
        {
            IsAtWork = false;
        }
    }

    private void Tell(Applied applied)
    {
        foreach ((JournalEntry entry, Plan plan) in applied.Done)
        {
            foreach (PlannedChange change in plan.Changes)
            {
                log.Information("mended ({Transaction}): {Change:l}, because of {Check:l}{User:l}: {Reason:l}", entry.Id, change.Summary, change.Check, change.User is null ? "" : " " + change.User, change.Reason);
            }
        }
        if (applied.Done.Count > 0) log.Information("rootless-host undo {Transaction} takes it back", applied.Done[^1].Entry.Id);
        if (applied.Last.Before.Ready) return;
        foreach (Judgement left in applied.Last.Left) log.Debug("left: {Check:l}: {Reason:l}", Sentences.About(left), left.Finding.Reason);
    }
}
