using Microsoft.AspNetCore.Connections;

namespace RootlessHost.Daemon;

/// <summary>Somebody's connection.</summary>
/// <param name="connection">It.</param>
/// <param name="detail">How much is told over it, as its listener says.</param>
internal sealed class Guest(ConnectionContext connection, Detail detail)
{
    private const int Breath = 32; // requests

    private long _asked = Environment.TickCount64;
    private int _count;

    public Detail Detail => detail;

    /// <summary>When something was asked last, or the connection made; on a clock that only goes forward.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>Something is asked.</summary>
    /// <returns>It is somebody else's turn first: who asks without end would keep a thread for itself.</returns>
    public bool Ask()
    {
        Volatile.Write(ref _asked, Environment.TickCount64);
        return ++_count % Breath == 0;
    }

    public void TurnOut() => connection.Abort(new ConnectionAbortedException("room is made for others"));
}
