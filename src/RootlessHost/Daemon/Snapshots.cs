using Microsoft.Extensions.Hosting.Systemd;
using RootlessHost.Reports;
using Serilog;
using Serilog.Events;

namespace RootlessHost.Daemon;

/// <summary>The snapshot that there is. One thread publishes, every request reads.</summary>
/// <param name="usual">The interval of evaluations, where a report does not tell.</param>
/// <param name="log">Gets each change of the verdict, once.</param>
/// <param name="systemd">Gets what each says, and of when; null where somebody else tells it.</param>
internal sealed class Snapshots(TimeSpan usual, ILogger log, ISystemdNotifier? systemd)
{
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private volatile Snapshot _current = Snapshot.Without("not yet evaluated", usual, DateTimeOffset.UtcNow, "not yet evaluated");
    private Snapshot? _last; // with a report
    private Snapshot? _before; // that one, which somebody may be reading yet

    public Snapshot Current => _current;

    /// <summary>There was an evaluation at least once.</summary>
    public bool HasStarted => _current.HasReport || _last is not null; // as soon as any request finds it

    /// <summary>A new document is about to be read: of the others no more than the present one is kept.</summary>
    public void MakeRoom()
    {
        _before?.Retire();
        _before = null;
    }

    /// <summary>Publishes a document.</summary>
    /// <param name="document">It, from anybody.</param>
    /// <param name="from">What it is called.</param>
    public void Publish(byte[] document, string from)
    {
        try
        {
            var next = Snapshot.Of(ServedReport.Read(document), _last, usual, _start);
            next.Prepare();
            Replace(next);
            MakeRoom();
            _before = _last;
            _last = next; // only now: who is told that it has started must find it
        }
        catch (FormatException wrong)
        {
            PublishTrouble($"{from}: {wrong.Message}");
        }
    }

    /// <summary>Publishes that there is no report, and why.</summary>
    public void PublishTrouble(string why) => Replace(Snapshot.Without(Harmless.Line(why, 500), usual, _start));

    private void Replace(Snapshot next)
    {
        string before = _current.Verdict;
        _current = next;
        if (next.Verdict != before) log.Write(next.HasReport ? LogEventLevel.Information : LogEventLevel.Warning, "{Before:l} → {Now:l}", before, next.Verdict);
        systemd?.Notify(new ServiceState($"STATUS={next.Status}"));
    }
}
