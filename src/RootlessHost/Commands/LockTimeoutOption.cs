using System.CommandLine;

namespace RootlessHost.Commands;

/// <summary><c>--lock-timeout SECONDS</c>: how long somebody else's lock is waited for. The default is that of shadow's tools.</summary>
internal sealed class LockTimeoutOption : Option<string>
{
    public LockTimeoutOption() : base("--lock-timeout")
    {
        HelpName = "SECONDS";
        Description = "Wait so long for a lock that somebody else holds (then status 75).";
        DefaultValueFactory = _ => "15";
    }

    /// <exception cref="UsageException">No time.</exception>
    public TimeSpan Of(ParseResult line) => TimeoutOption.Seconds(Name, line.GetValue(this)!);
}
