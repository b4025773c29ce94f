namespace RootlessHost.Daemon;

/// <summary>How many lines of the log clients may cause: some at once, then one for each pause.</summary>
internal sealed class LogRate
{
    private const int AtOnce = 5;
    private const long Pause = 60_000; // ms

    private readonly Lock _turn = new();
    private int _left = AtOnce;
    private int _untold;
    private long _next;

    /// <summary>One more line may be written.</summary>
    /// <param name="untold">How many might not be since the last.</param>
    public bool Allows(out int untold)
    {
        lock (_turn)
        {
            untold = _untold;
            long now = Environment.TickCount64;
            if (_left == 0 && now >= _next) _left = 1;
            if (_left == 0)
            {
                _untold++;
                return false;
            }
            _left--;
            _next = now + Pause;
            _untold = 0;
            return true;
        }
    }
}
