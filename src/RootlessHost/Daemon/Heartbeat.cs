using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RootlessHost.Linux;

namespace RootlessHost.Daemon;

/// <summary>
/// What Kestrel does each second whether anybody is there or not: it keeps the time limits of connections, and the date of answers. Here it is done as long as there are connections, each second
/// only while somebody waits for an answer, and before the first of them: where nobody asks, nothing wakes the machine. Kestrel's own loop is left out by Kestrel.xml.
/// </summary>
internal sealed class Heartbeat
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";
    private const int Usual = 1000; // ms, as Kestrel counts on
    private const long Patience = 5000; // ms for a piece of an answer to be taken
    private const long MostLeft = 12 << 20; // bytes

    // Less than RequestHeadersTimeout, which Kestrel counts from the last beat: a header that begins just before the next one still has a second.
    private const int Seldom = 4000;

    private readonly object _turn = new();
    private volatile bool _rests;
    private volatile Action? _beat;
    private long _last = long.MinValue / 2;
    private long _held; // bytes, when it was looked for last

    /// <summary>Begins, as long as the process.</summary>
    public void Start(KestrelServer server, Crowd crowd)
    {
        object heartbeat = HeartbeatOf(ContextOf(typeof(KestrelServer).GetField("_innerKestrelServer", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(server)!));
        _beat = () => OnHeartbeat(heartbeat);
        new Thread(() => Run(crowd), maxStackSize: 512 * 1024) { IsBackground = true, Name = "heartbeat" }.Start();
    }

    /// <summary>Somebody has come, or asks something.</summary>
    public void Feel()
    {
        if (IsFresh && !_rests) return;
        lock (_turn)
        {
            Monitor.Pulse(_turn);
            if (!IsFresh) Beat();
        }
    }

    private bool IsFresh => Environment.TickCount64 - Volatile.Read(ref _last) < Usual;

    private void Run(Crowd crowd)
    {
        while (true)
        {
            lock (_turn)
            {
                _rests = true; // said before it is looked: who comes in between sees it
                while (crowd.IsEmpty) Monitor.Wait(_turn);
                _rests = false;
            }
            Thread.Sleep(crowd.IsWaiting ? Usual : Seldom);
            lock (_turn) Beat();
            crowd.TurnOutStalled(Patience);
            GiveBack();
        }
    }

    // Connections live for long, and what they leave is only looked for when there is twice as much of it: a thousand clients after the other would leave what the unit does not allow.
    private void GiveBack()
    {
        long held = GC.GetTotalMemory(forceFullCollection: false);
        if (held < _held + MostLeft) return;
        Footprint.GiveBack();
        _held = GC.GetTotalMemory(forceFullCollection: false);
    }

    private void Beat()
    {
        _beat?.Invoke();
        Volatile.Write(ref _last, Environment.TickCount64); // only now: whoever finds it fresh finds the date so
    }

    // Kestrel cannot be told by others that a second has passed. Where it is built otherwise inside, the start fails at once.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ServiceContext")]
    [return: UnsafeAccessorType($"{Kestrel}.Internal.ServiceContext, {Kestrel}")]
    private static extern object ContextOf([UnsafeAccessorType($"{Kestrel}.KestrelServerImpl, {Kestrel}")] object server);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Heartbeat")]
    [return: UnsafeAccessorType($"{Kestrel}.Internal.Infrastructure.Heartbeat, {Kestrel}")]
    private static extern object HeartbeatOf([UnsafeAccessorType($"{Kestrel}.Internal.ServiceContext, {Kestrel}")] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "OnHeartbeat")]
    private static extern void OnHeartbeat([UnsafeAccessorType($"{Kestrel}.Internal.Infrastructure.Heartbeat, {Kestrel}")] object heartbeat);
}
