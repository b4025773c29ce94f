using Microsoft.AspNetCore.Connections;

namespace RootlessHost.Daemon;

/// <summary>Somebody's connection.</summary>
/// <param name="connection">It.</param>
/// <param name="detail">How much is told over it, as its listener says.</param>
/// <param name="heartbeat">Is told what is asked.</param>
internal sealed class Guest(ConnectionContext connection, Detail detail, Heartbeat heartbeat)
{
    private const int Breath = 32; // requests

    private long _asked = Environment.TickCount64;
    private volatile bool _isWaiting;
    private int _count;

    public Detail Detail => detail;

    /// <summary>When something was asked last, or the connection made; on a clock that only goes forward.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>Something was asked that is not yet answered to the end.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>Something is asked.</summary>
    /// <returns>It is somebody else's turn first: who asks without end would keep a thread for itself.</returns>
    public bool Ask()
    {
        _isWaiting = true;
        Volatile.Write(ref _asked, Environment.TickCount64);
        heartbeat.Feel();
        return ++_count % Breath == 0;
    }

    /// <summary>It is answered, to the last byte.</summary>
    public void BeAnswered() => _isWaiting = false;

    public void TurnOut() => connection.Abort(new ConnectionAbortedException("room is made for others"));
}
