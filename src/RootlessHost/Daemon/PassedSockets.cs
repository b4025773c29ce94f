using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RootlessHost.Daemon;

/// <summary>The sockets that systemd opened for this process, sd_listen_fds(3).</summary>
internal static class PassedSockets
{
    private const int First = 3;

    /// <summary>Their descriptors, and what they are bound to; none when it was not started by a socket unit.</summary>
    public static IReadOnlyList<(int Descriptor, EndPoint? Place)> All()
    {
        bool isMeant = int.TryParse(Environment.GetEnvironmentVariable("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid == Environment.ProcessId;
        if (!isMeant || !int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count)) return [];
        return [.. Enumerable.Range(First, Math.Min(count, 64)).Select(fd => (fd, PlaceOf(fd)))];
    }

    private static EndPoint? PlaceOf(int descriptor)
    {
        using var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
        return socket.LocalEndPoint;
    }
}
