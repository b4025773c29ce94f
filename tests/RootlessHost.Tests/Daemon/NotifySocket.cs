using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace RootlessHost.Tests.Daemon;

/// <summary>The socket on which systemd hears how a service goes, sd_notify(3).</summary>
internal sealed class NotifySocket : IDisposable
{
    // Others work on this machine too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly BlockingCollection<string> _told = [];
    private readonly Thread _listening;

    public NotifySocket(string path)
    {
        Path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        // All the time, as systemd does: the kernel keeps ten messages, and whoever sends more waits.
        _listening = new Thread(Listen);
        _listening.Start();
    }

    public string Path { get; }

    /// <summary>The next thing that is told.</summary>
    public string Told() => _told.TryTake(out string? told, Patience) ? told : throw new InvalidOperationException("nothing was told");

    /// <summary>The first thing that is told which is like this.</summary>
    public string ToldUntil(Func<string, bool> like)
    {
        long start = Stopwatch.GetTimestamp();
        var all = new StringBuilder();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            string told = Told();
            if (like(told)) return told;
            all.Append(told).Append(';');
        }
        throw new InvalidOperationException($"not told: {all}");
    }

    public void Dispose()
    {
        using (var end = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)) end.SendTo("END"u8, new UnixDomainSocketEndPoint(Path));
        _listening.Join();
        _socket.Dispose();
        _told.Dispose();
    }

    private void Listen()
    {
        byte[] message = new byte[4096];
        while (Encoding.UTF8.GetString(message, 0, _socket.Receive(message)) is var told && told != "END") _told.Add(told);
    }
}
