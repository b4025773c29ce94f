using System.CommandLine;
using RootlessHost.Daemon;
using Serilog.Core;
using Serilog.Events;

namespace RootlessHost.Commands;

/// <summary>How much a daemon says. What ends an answer, or dresses it, it does not take.</summary>
internal sealed class LogOptions
{
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what failed." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say each look." };

    public void AddTo(Command command)
    {
        command.Options.Add(_quiet);
        command.Options.Add(_verbose);
        command.Options.Add(new RefusedOption("--timeout", $"{command.Name} goes on until a signal ends it; a look that hangs is for the watchdog of its unit"));
        command.Options.Add(new RefusedOption("--color", $"what {command.Name} says is for a journal and has no colour"));
    }

    public Logger Log(ParseResult line) =>
        JournalSink.Log(line.GetValue(_quiet) ? LogEventLevel.Error : line.GetValue(_verbose) ? LogEventLevel.Debug : LogEventLevel.Information);
}
