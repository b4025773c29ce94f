using System.Net;
using System.Net.Sockets;
using RootlessHost.Linux;

namespace RootlessHost.Daemon;

/// <summary>Makes the sockets that are listened on.</summary>
internal static class ListeningSocket
{
    // Everybody on this machine may connect: the report is a file for everybody, and 127.0.0.1 has no permissions at all.
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // The kernel keeps so much for a client that does not read, and for one that writes on and on: not the megabytes to which it would let them grow.
    public const int KernelBuffer = 64 * 1024;

    /// <exception cref="IOException">Somebody else listens there, or it is not allowed to.</exception>
    public static Socket Bound(EndPoint place)
    {
        var socket = new Socket(place.AddressFamily, SocketType.Stream, place is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (place is UnixDomainSocketEndPoint) BindUnix(socket, place);
            else
            {
                if (place is IPEndPoint { Address: { AddressFamily: AddressFamily.InterNetworkV6 } address }) socket.DualMode = address.Equals(IPAddress.IPv6Any);
                // What is accepted inherits them.
                socket.SendBufferSize = socket.ReceiveBufferSize = KernelBuffer;
                socket.Bind(place);
            }
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new IOException($"listen on {new ListenPlace(place)}: {failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program listens there",
                SocketError.AccessDenied => "permission denied",
                SocketError.AddressNotAvailable => "no such address here",
                var code => $"{code}",
            }}", failure);
        }
    }

    private static void BindUnix(Socket socket, EndPoint place)
    {
        string path = $"{place}";
        try
        {
            socket.Bind(place);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse && IsLeftOver(place))
        {
            // Of a process that was killed. unlink(2) follows no link, and in the meantime nobody listens there.
            File.Delete(path);
            socket.Bind(place);
        }
        File.SetUnixFileMode(path, Everybody);
    }

    // A plain file refuses connections as well.
    private static bool IsLeftOver(EndPoint place)
    {
        using var root = Root.Live();
        if (root.StatLink($"{place}") is not { Kind: FileKind.Socket }) return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(place);
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
