using System.Diagnostics;
using Microsoft.Extensions.Hosting.Systemd;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;
using Serilog;

namespace RootlessHost.Daemon;

/// <summary>
/// Looks at the host at the start, when something changes that it has seen, and when the time is up; hands each document on, says what has changed, and mends it if it
/// is told to. All on one thread, that of <see cref="Run"/>; the rest is for others.
/// </summary>
/// <param name="load">What is watched: called at once, and at each reload.</param>
/// <param name="publish">Gets each document, in pieces.</param>
/// <param name="systemd">Gets to know how it goes.</param>
/// <param name="log">What has changed, once.</param>
internal sealed class Watcher(Func<Assignment> load, Action<IReadOnlyList<ReadOnlyMemory<byte>>> publish, ISystemdNotifier systemd, ILogger log) : IDisposable
{
    // The shortest time from one look to the next.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Whoever changes one file changes the next: useradd, apt.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(20);

    // More than a transaction is given: a package manager has half an hour.
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(45);

    private readonly ChangeWatch _changes = new(Pause);
    private readonly Statuses _statuses = new();
    private readonly WatchDocument _document = new();
    private readonly Enforcer _enforcer = new(log);
    private readonly Watchdog _watchdog = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    private Assignment _assignment = load();
    private long _evaluations;
    private long _failures;
    private string? _failure;
    private string _verdict = "";
    private int _pending;
    private int _unwatched;
    private long _lastStart;
    private bool _isIncomplete; // something may have changed between the look and the watching
    private volatile bool _isRunning;
    private volatile bool _isReloading;
    private volatile bool _isStopping;

    /// <summary>Comes to its end with the first look, however that went.</summary>
    public Task First => _first.Task;

    /// <summary>The host is being changed, which comes to its end by itself.</summary>
    public bool IsAtWork => _enforcer.IsAtWork;

    private TimeSpan Interval => _watchdog.Bound(_assignment.Watch.Interval);

    /// <summary>Watches until it is stopped.</summary>
    public void Run()
    {
        _isRunning = true;
        try
        {
            while (!_isStopping)
            {
                bool isReload = _isReloading;
                if (isReload) Reload();
                Plan? plan = Evaluate();
                if (isReload) systemd.Notify(ServiceState.Ready);
                _first.TrySetResult();
                bool isChanged = plan is not null && _assignment.Watch.Enforce && !_isStopping && _enforcer.Mend(_assignment, plan, AllowTime);
                plan = null;
                if (isChanged) continue;
                // What a look leaves behind is more than all that is kept until the next.
                Footprint.GiveBack();
                WaitForNext();
            }
        }
        finally
        {
            _first.TrySetResult();
            _isRunning = false;
        }
    }

    /// <summary>Ends it, after the look that is under way.</summary>
    public void Stop()
    {
        _isStopping = true;
        _enforcer.Stop();
        _changes.Wake();
    }

    /// <summary>Reads the configuration again; that it had stays in force when it cannot be used.</summary>
    public void RequestReload()
    {
        _isReloading = true;
        _changes.Wake();
    }

    public void Dispose()
    {
        // A look that hangs may come to its end yet, and must not meet what has become another file's descriptor.
        if (_isRunning) return;
        _changes.Dispose();
        _enforcer.Dispose();
    }

    private void Reload()
    {
        _isReloading = false;
        long microseconds = Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);
        systemd.Notify(new ServiceState($"RELOADING=1\nMONOTONIC_USEC={microseconds}"));
        try
        {
            _assignment = load();
            log.Information("the configuration was read again");
        }
        catch (Exception failure) when (failure is ConfigurationException or UsageException or IOException or UnauthorizedAccessException or FormatException or NotPermittedException)
        {
            log.Error("the configuration cannot be used, and the one before stays in force: {Why:l}", failure.Message);
        }
    }

    private Plan? Evaluate()
    {
        _lastStart = Stopwatch.GetTimestamp();
        _evaluations++;
        Plan? plan = null;
        string? failure = null;
        string status = "";
        try
        {
            using Root root = _assignment.Open();
            root.KeepPlaces();
            plan = LookAt(root, out status);
        }
#pragma warning disable CA1031 // a bug in a check must not end the watching: it is said and published, as any other failure
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            failure = wrong is IOException or UnauthorizedAccessException or ConfigurationException or UsageException or FormatException ? wrong.Message : $"bug: {wrong.GetType().Name}: {wrong.Message}";
        }
        if (_isStopping) return null;
        Finish(Publish(failure), status);
        return plan;
    }

    private Plan LookAt(Root root, out string status)
    {
        var host = new HostFacts(root);
        Scope scope = _assignment.Scope(host);
        Begin();
        Plan plan = Plan.For(host, scope, _assignment.Policy, Note, Begin);
        Report report = plan.Before with { GeneratedAt = DateTimeOffset.UtcNow, Duration = Stopwatch.GetElapsedTime(_lastStart) };
        _document.End(report, host);
        foreach (StatusChange change in _statuses.End()) log.Write(change.IsWorse ? Serilog.Events.LogEventLevel.Warning : Serilog.Events.LogEventLevel.Information, "{Change:l}", change.Line);
        if (_statuses.More > 0) log.Warning("and {More} changes more", _statuses.More);
        _pending = plan.Changes.Count;
        (Judgement? first, int more) = Sentences.Blocking(report);
        status = Harmless.Line(Sentences.Verdict(report, first, more), 500);
        if (status != _verdict) log.Information("{Verdict:l}", _verdict = status);
        _isIncomplete = _changes.Follow(root);
        if (_changes.Unwatched != _unwatched) log.Information("{Folders} folders are not watched, because they are too many: what changes there is seen every {Seconds} s", _unwatched = _changes.Unwatched, Interval.TotalSeconds);
        log.Debug("looked: {Milliseconds} ms, {Folders} folders watched", (long)Stopwatch.GetElapsedTime(_lastStart).TotalMilliseconds, _changes.Folders);
        return plan;

        void Begin()
        {
            _statuses.Begin();
            _document.Begin(scope);
        }

        void Note(Judgement judgement)
        {
            _statuses.Note(judgement);
            _document.Note(judgement);
        }
    }

    private string? Publish(string? failure)
    {
        if (failure is not null) _failures++;
        var state = new WatchState(Interval, _assignment.Watch.Enforce, _started, _evaluations, _failures, failure, _pending, _enforcer.Last);
        if (_document.With(state) is not { } document) return failure;
        try
        {
            publish(document);
            return failure;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            if (failure is null) _failures++;
            return failure ?? $"not published: {wrong.Message}";
        }
    }

    private void Finish(string? failure, string status)
    {
        if (failure != _failure)
        {
            if (failure is not null) log.Error("the look failed: {Why:l}", failure);
            else log.Information("looking works again");
            _failure = failure;
        }
        string shown = failure is null ? status : $"the last look failed: {failure}";
        systemd.Notify(new ServiceState($"STATUS={Harmless.Line(shown, 500)}\nWATCHDOG=1"));
    }

    // The watchdog waits for a look, and that comes only afterwards.
    private void AllowTime()
    {
        if (_watchdog.IsOn) systemd.Notify(new ServiceState(Watchdog.Setting(LongestWork)));
    }

    private void WaitForNext()
    {
        if (_watchdog.IsOn && _assignment.Watch.Enforce) systemd.Notify(new ServiceState(_watchdog.Usual));
        TimeSpan pause = Interval;
        if (_isIncomplete) pause = Pause;
        else if (_enforcer.Due is { } due && due < pause) pause = due;
        TimeSpan gone = Stopwatch.GetElapsedTime(_lastStart);
        if (_changes.Wait(pause > gone ? pause - gone : TimeSpan.Zero) != Waking.Change) return;
        TimeSpan left = Pause - Stopwatch.GetElapsedTime(_lastStart);
        _changes.Rest(left > Settling ? left : Settling);
    }
}
