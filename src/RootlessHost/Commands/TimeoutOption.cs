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
        TimeSpan limit = Seconds(Name, line.GetValue(this)!);
        TimeLimit.Start(limit == TimeSpan.Zero ? limit : limit + longer, interruption);
    }

    /// <summary>A time as an option takes it. Neither NaN nor an infinity, which are numbers to the parser.</summary>
    /// <exception cref="UsageException">No time.</exception>
    public static TimeSpan Seconds(string option, string time) =>
        double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 1_000_000
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{option} takes seconds, not '{time}'");
}
