using System.Globalization;

namespace RootlessHost.Daemon;

/// <summary>systemd's watchdog of this process, sd_watchdog_enabled(3): it wants to hear of a finished look before its time is up.</summary>
internal sealed class Watchdog
{
    private readonly TimeSpan? _limit = Asked();

    public bool IsOn => _limit is not null;

    /// <summary>Sets it back to what the unit says.</summary>
    public string Usual => Setting(_limit ?? TimeSpan.Zero);

    public static string Setting(TimeSpan limit) => string.Create(CultureInfo.InvariantCulture, $"WATCHDOG_USEC={(long)limit.TotalMicroseconds}");

    /// <summary>The interval, or half of its time where that is shorter.</summary>
    public TimeSpan Bound(TimeSpan interval) => _limit is { } limit && limit / 2 < interval ? limit / 2 : interval;

    private static TimeSpan? Asked() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
        && (Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { Length: > 0 } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
}
