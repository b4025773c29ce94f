using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace RootlessHost.Daemon;

/// <summary>Somebody's connection.</summary>
/// <param name="connection">It.</param>
/// <param name="detail">How much is told over it, as its listener says.</param>
/// <param name="heartbeat">Is told what is asked.</param>
internal sealed class Guest(ConnectionContext connection, Detail detail, Heartbeat heartbeat)
{
    private const int Breath = 32; // requests

    [ThreadStatic]
    private static Guest? _served; // last, by this thread

    [ThreadStatic]
    private static int _row; // of that one, without another in between

    private long _asked = Environment.TickCount64;
    private long _stalled;
    private volatile bool _isWaiting;

    public Detail Detail => detail;

    /// <summary>What is asked, as Kestrel has it: one object for all requests of a connection.</summary>
    public IHttpRequestFeature Request { get; private set; } = null!;

    public IHttpRequestBodyDetectionFeature RequestBody { get; private set; } = null!;

    /// <summary>What is answered.</summary>
    public IHttpResponseFeature Response { get; private set; } = null!;

    public IHttpResponseBodyFeature ResponseBody { get; private set; } = null!;

    /// <summary>When something was asked last, or the connection made; on a clock that only goes forward.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>Something was asked that is not yet answered to the end.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>Asks for the first time.</summary>
    public void Meet(IFeatureCollection features)
    {
        Request = features.GetRequiredFeature<IHttpRequestFeature>();
        RequestBody = features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>();
        Response = features.GetRequiredFeature<IHttpResponseFeature>();
        ResponseBody = features.GetRequiredFeature<IHttpResponseBodyFeature>();
    }

    /// <summary>Something is asked.</summary>
    /// <returns>It is somebody else's turn first: who asks without end would keep a thread for itself.</returns>
    public bool Ask()
    {
        _isWaiting = true;
        Volatile.Write(ref _asked, Environment.TickCount64);
        heartbeat.Feel();
        if (_served != this) (_served, _row) = (this, 0);
        return ++_row % Breath == 0;
    }

    /// <summary>It is answered, to the last byte.</summary>
    public void BeAnswered() => _isWaiting = false;

    /// <summary>Since when it has not taken the piece that was written last; 0 when it has. On a clock that only goes forward.</summary>
    public long Stalled
    {
        get => Volatile.Read(ref _stalled);
        set => Volatile.Write(ref _stalled, value);
    }

    /// <summary>Nobody is there any more: it was closed at the other end, or turned out.</summary>
    public bool IsGone => connection.ConnectionClosed.IsCancellationRequested;

    public void TurnOut(string why) => connection.Abort(new ConnectionAbortedException(why));
}
