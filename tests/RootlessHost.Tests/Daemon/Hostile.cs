using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace RootlessHost.Tests.Daemon;

/// <summary>Many clients that mean no good, of the shipped program; and what a good one finds meanwhile.</summary>
internal sealed class Hostile(Served server, bool unix) : IDisposable
{
    private const int Rounds = 10;
    private const int Asks = 21;

    private readonly List<Socket> _sockets = [];

    public IReadOnlyList<Socket> Sockets => _sockets;

    /// <summary>How many sockets the program has open now.</summary>
    public int Open => Directory.EnumerateFileSystemEntries($"/proc/{server.Id}/fd").Count(IsSocket);

    /// <summary>Connects so often, and says this each time; none of them reads.</summary>
    public void Connect(int count, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int i = 0; i < count; i++)
        {
            Socket socket = server.Connect(unix);
            _sockets.Add(socket);
            // Of what does not fit, the rest is never said.
            socket.Blocking = false;
            if (bytes.Length > 0) socket.Send(bytes, SocketFlags.None, out _);
        }
    }

    /// <summary>
    /// The program answers others within 50 ms: the middle one of many, on connections of their own, in the best of ten rounds, because this machine may be busy with other things;
    /// and it answers every one of them.
    /// </summary>
    public void OthersAreAnswered()
    {
        var medians = new List<double>();
        while (medians.Count < Rounds)
        {
            double[] times = [.. Enumerable.Range(0, Asks).Select(_ => Ask()).Order()];
            if (times[Asks / 2] <= 50) return;
            medians.Add(times[Asks / 2]);
        }
        Assert.Fail($"others wait {string.Join(", ", medians.Select(time => $"{time:0}"))} ms");
    }

    /// <summary>It lets go of every connection that is not meant.</summary>
    public void AllAreDropped(int others) => server.Until(() => Open <= others ? "" : null, $"its connections are dropped, {Open} open");

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
    }

    private double Ask()
    {
        long start = Stopwatch.GetTimestamp();
        Reply reply = server.Ask("/readyz/userns.max", unix: unix);
        Assert.Equal((200, "ok"), (reply.Status, reply.Body));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) ?? false;
        }
        catch (IOException)
        {
            return false; // closed in between
        }
    }
}
