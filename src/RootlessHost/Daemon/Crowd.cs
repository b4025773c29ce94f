using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace RootlessHost.Daemon;

/// <summary>
/// The connections of all listeners. When there are as many as there may be, the one that has asked nothing for longest makes room: whoever opens a thousand and says nothing,
/// or says it slowly, or does not read, keeps nobody out.
/// </summary>
/// <param name="most">How many there may be; and as many again that are turned out and not yet gone, for moments.</param>
/// <param name="heartbeat">Is told who comes.</param>
internal sealed class Crowd(int most, Heartbeat heartbeat)
{
    private readonly HashSet<Guest> _guests = [];
    private int _open;

    /// <summary>There is no connection.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_guests) return _open == 0;
        }
    }

    /// <summary>Somebody is being answered.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_guests) return _guests.Any(guest => guest.IsWaiting);
        }
    }

    /// <summary>Serves one of them to its end, or turns it away.</summary>
    public async Task Serve(ConnectionContext connection, Detail detail, ConnectionDelegate next)
    {
        var guest = new Guest(connection, detail, heartbeat);
        try
        {
            if (!Admit(guest)) return;
            heartbeat.Feel();
            // Of a unix socket what is accepted inherits nothing from the one that is listened on, and what the kernel keeps is counted for the unit too.
            if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: { AddressFamily: AddressFamily.Unix } socket }) socket.SendBufferSize = ListeningSocket.KernelBuffer;
            connection.Features.Set(guest);
            await next(connection);
        }
        finally
        {
            Leave(guest);
        }
    }

    /// <summary>Turns out who has not taken a piece of an answer for so long.</summary>
    /// <remarks>
    /// Kestrel's own limit counts all that was written, and allows a client time for it that has let megabytes lie in the kernel before it stopped to read: a quarter of an hour.
    /// </remarks>
    public void TurnOutStalled(long milliseconds)
    {
        long now = Environment.TickCount64;
        Guest[] stalled;
        lock (_guests) stalled = [.. _guests.Where(guest => guest.Stalled is > 0 and var since && now - since > milliseconds)];
        foreach (Guest guest in stalled) guest.TurnOut("it does not read");
    }

    private bool Admit(Guest guest)
    {
        Guest? idle = null;
        lock (_guests)
        {
            if (++_open > 2 * most) return false;
            if (_guests.Count >= most)
            {
                idle = _guests.MinBy(one => one.Asked)!;
                _guests.Remove(idle);
            }
            _guests.Add(guest);
        }
        idle?.TurnOut("room is made for others");
        return true;
    }

    private void Leave(Guest guest)
    {
        lock (_guests)
        {
            _guests.Remove(guest);
            _open--;
        }
    }
}
