namespace RootlessHost.Daemon;

/// <summary>
/// When the next attempt to mend may be made: at most one a minute; and the same again only after twice the time, up to an hour, because what did not help, or did
/// not last, will not the next time either.
/// </summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    private TimeSpan? _last;
    private string[] _tried = [];
    private TimeSpan _pause = Least;

    /// <summary>How long the same is not tried again.</summary>
    public TimeSpan Pause => _pause;

    /// <summary>How long to wait before these changes are tried.</summary>
    /// <param name="now">On a clock that only goes forward.</param>
    public TimeSpan Left(TimeSpan now, IReadOnlyCollection<string> changes)
    {
        if (_last is not { } last) return TimeSpan.Zero;
        TimeSpan left = last + (Tried(changes) ? _pause : Least) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>They are tried.</summary>
    public void Try(TimeSpan now, IReadOnlyCollection<string> changes)
    {
        // Long enough ago that it did last.
        bool isAgain = Tried(changes) && now - _last < 2 * _pause + Least;
        _pause = !isAgain ? Least : _pause * 2 < Most ? _pause * 2 : Most;
        (_last, _tried) = (now, [.. changes]);
    }

    private bool Tried(IReadOnlyCollection<string> changes) => changes.Count > 0 && changes.All(_tried.Contains);
}
