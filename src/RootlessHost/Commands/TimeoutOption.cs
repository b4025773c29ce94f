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
    /// <param name="line">The command line.</param>
    /// <param name="interruption">Gets to know that it is up; null where nothing is to be taken back.</param>
    /// <param name="longer">So much longer than usual, because something is waited for; what somebody said is the limit of the whole.</param>
    /// <param name="grace">For how long it may take to take things back.</param>
    /// <returns>The limit; zero for none.</returns>
    /// <exception cref="UsageException">No time.</exception>
    public TimeSpan Begin(ParseResult line, Interruption? interruption = null, TimeSpan longer = default, TimeSpan? grace = null)
    {
        TimeSpan limit = Seconds(Name, line.GetValue(this)!);
        if (limit != TimeSpan.Zero && line.GetResult(this) is not { Implicit: false }) limit += longer;
        TimeLimit.Start(limit, interruption, grace);
        return limit;
    }

    /// <summary>A time as an option takes it. Neither NaN nor an infinity, which are numbers to the parser.</summary>
    /// <exception cref="UsageException">No time.</exception>
    public static TimeSpan Seconds(string option, string time) =>
        double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 1_000_000
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{option} takes seconds, not '{time}'");
}
