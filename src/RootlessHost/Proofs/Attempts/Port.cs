using System.Net;
using System.Net.Sockets;
using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>net.probe-port</c>: on the loopback address alone, and for a moment.</summary>
internal sealed class Port : IAttempt
{
    public string Id => "net.probe-port";

    public Outcome Try(Trial trial, string? engine)
    {
        var bound = new List<int>();
        foreach (int port in trial.Needs.Ports)
        {
            string command = trial.ByHand($"python3 -c 'import socket; socket.socket().bind((\"127.0.0.1\", {port}))'");
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                socket.Listen(1);
                bound.Add(port);
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The kernel asks for the permission first, so that is there.
                return Trial.Failed($"port {port} is in use by another", Errno.NameOf(failure.NativeErrorCode)) with { Command = command };
            }
            catch (SocketException failure)
            {
                return Trial.Failed($"bind 127.0.0.1:{port}: {PosixException.Describe(failure.NativeErrorCode)}", Errno.NameOf(failure.NativeErrorCode)) with { Command = command };
            }
        }
        return bound.Count == 0
            ? new Outcome(Id, engine, Status.Skip, "no need names a port")
            : new Outcome(Id, engine, Status.Pass, $"bound {string.Join(", ", bound)} on 127.0.0.1");
    }
}
