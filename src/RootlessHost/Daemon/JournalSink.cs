using System.Globalization;
using RootlessHost.Linux;
using RootlessHost.Reports;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace RootlessHost.Daemon;

/// <summary>Lines on standard error, one an event; with the priority in front where the journal reads them, sd-daemon(3).</summary>
internal sealed class JournalSink(bool isJournal) : ILogEventSink
{
    /// <summary>A log that says at least this. Scalars only: of a record nothing would be left when it is written out.</summary>
    public static Logger Log(LogEventLevel least) => new LoggerConfiguration()
        .MinimumLevel.Is(least)
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .WriteTo.Sink(new JournalSink(Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 } && !StandardStream.Error.IsTerminal))
        .CreateLogger();

    public void Emit(LogEvent logEvent)
    {
        string message = logEvent.RenderMessage(CultureInfo.InvariantCulture);
        if (logEvent.Exception is { } exception) message += $": {exception.GetType().Name}: {exception.Message}";
        if (!isJournal)
        {
            Standard.Say(message);
            return;
        }
        string line = Harmless.Line(message, 2000);
        try
        {
            StandardStream.Error.Write(System.Text.Encoding.UTF8.GetBytes($"<{Priority(logEvent.Level)}>{line}\n"));
        }
        catch (IOException)
        {
            // There is nowhere left to say so.
        }
    }

    // syslog(3)
    private static int Priority(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => 2,
        LogEventLevel.Error => 3,
        LogEventLevel.Warning => 4,
        LogEventLevel.Information => 6,
        _ => 7,
    };
}
