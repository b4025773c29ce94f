using System.Net;
using System.Net.Sockets;
using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>net.probe-ping</c>: the loopback address answers a datagram socket of ICMP.</summary>
internal sealed class Ping : IAttempt
{
    private const int Patience = 5000;

    public string Id => "net.probe-ping";

    public Outcome Try(Trial trial, string? engine)
    {
        string command = trial.ByHand("ping", "-c1", "127.0.0.1");
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Icmp) { ReceiveTimeout = Patience };
            // Type 8, an echo request; the kernel fills in the checksum and the identifier (icmp(7)).
            byte[] request = [8, 0, 0, 0, 0, 0, 0, 1, (byte)'p', (byte)'r', (byte)'o', (byte)'o', (byte)'f'];
            socket.SendTo(request, new IPEndPoint(IPAddress.Loopback, 0));
            byte[] answer = new byte[64];
            int length = socket.Receive(answer);
            return length == request.Length && answer[0] == 0
                ? new Outcome(Id, engine, Status.Pass, "127.0.0.1 answered") with { Command = command }
                : Trial.Failed("what came is no echo") with { Command = command };
        }
        catch (SocketException failure)
        {
            return Trial.Failed($"ping 127.0.0.1: {PosixException.Describe(failure.NativeErrorCode)}", Errno.NameOf(failure.NativeErrorCode)) with { Command = command };
        }
    }
}
