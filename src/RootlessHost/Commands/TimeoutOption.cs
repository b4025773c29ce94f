using System.CommandLine;
using System.Globalization;
using RootlessHost.Remedies;

namespace RootlessHost.Commands;

/// <summary><c>--timeout SECONDS</c>: how long an answer is waited for.</summary>
internal sealed class TimeoutOption : Option<string>
{
    /// <param name="usual">When it is not given.</param>
    public TimeoutOption(string usual) : base("--timeout")
    {
        HelpName = "SECONDS";
        Description = "Give up after so long (status 124); 0: never.";
        DefaultValueFactory = _ => usual;
    }

    /// <summary>Lets the time run.</summary>
    /// <exception cref="UsageException">No time.</exception>
    public void Begin(ParseResult line, Interruption? interruption = null, TimeSpan longer = default)
    {
        string time = line.GetValue(this)!;
        if (!double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds > 1_000_000)
        {
            throw new UsageException($"--timeout takes seconds, not '{time}'");
        }
        Watchdog.Start(seconds == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(seconds) + longer, interruption);
    }
}
