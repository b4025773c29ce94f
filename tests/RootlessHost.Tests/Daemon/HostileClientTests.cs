using System.Net.Sockets;
using System.Text;
using RootlessHost.Checks;
using RootlessHost.Reports;
using RootlessHost.Tests.Reports;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Daemon;

/// <summary>The shipped program among clients that mean no good: others do not notice, and it does not grow.</summary>
public sealed class HostileClientTests : IDisposable
{
    // More than it lets in at a time.
    private const int Many = 1100;

    private const int GoAway = 0; // a frame of HTTP/2 that says to use HTTP/1.1

    private const string Half = "GET /readyz HTTP/1.1\r\nHost: local";
    private const string Whole = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string Longest = "GET /v1/report HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly Served _server = new(program: [Binary.Path], report: Served.Document(default, [.. Sample.Mixed, .. Enumerable.Range(0, 8000).Select(i => Sample.Of($"subid.check-{i}", null, Finding.Pass("65536 subordinate uids")))]));

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData(Half, false)]
    [InlineData(Half, true)]
    [InlineData(Whole, false)]
    public void Whoever_holds_connections_open_keeps_nobody_out(string said, bool unix)
    {
        using var hostile = new Hostile(_server, unix);
        int before = hostile.Open;

        hostile.Connect(Many, said);
        hostile.OthersAreAnswered();

        _server.Until(() => hostile.Open - before <= 1024 ? "" : null, "there are no more than it lets in");
        Assert.InRange(_server.Resident, 1, 80);
        Assert.True(IsClosed(hostile.Sockets[0]), "who has said nothing for longest makes room");
        if (said == Half) hostile.AllAreDropped(before);
        else Assert.False(IsClosed(hostile.Sockets[^1]), "who has just come is let be");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_header_of_a_byte_a_second_is_not_waited_for(bool unix)
    {
        using var hostile = new Hostile(_server, unix);
        hostile.Connect(50, "GET /readyz HTTP/1.1\r\nX-Slow: ");
        int dropped = 0;
        for (int second = 0; second < 60 && dropped < 50; second++)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            foreach (Socket socket in hostile.Sockets)
            {
                if (!IsClosed(socket)) socket.Send("x"u8, SocketFlags.None, out _);
            }
            hostile.OthersAreAnswered();
            dropped = hostile.Sockets.Count(IsClosed);
        }

        Assert.Equal(50, dropped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_does_not_read_holds_a_few_pieces_and_not_the_report(bool unix)
    {
        Assert.True(new FileInfo(_server.ReportPath).Length > 2_000_000, "the report is long");
        _server.Ask("/v1/report");
        using var hostile = new Hostile(_server, unix);
        int before = hostile.Open;
        double rest = _server.Resident;

        hostile.Connect(200, string.Concat(Enumerable.Repeat(Longest, 50)));
        hostile.OthersAreAnswered();

        Assert.InRange(_server.Resident - rest, -100, 48); // the report alone is 400 MiB so often
        hostile.AllAreDropped(before);
    }

    [Fact]
    public void Who_asks_without_end_leaves_time_for_others()
    {
        using var hostile = new Hostile(_server, unix: false);
        using var stop = new CancellationTokenSource();
        byte[] many = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Whole, 500)));
        Thread[] askers = [.. Enumerable.Range(0, 8).SelectMany(_ => Asker(many, stop.Token))];
        foreach (Thread asker in askers) asker.Start();

        hostile.OthersAreAnswered();
        stop.Cancel();

        foreach (Thread asker in askers) asker.Join();
        Assert.False(_server.HasEnded);
        Assert.InRange(_server.Resident, 1, 80);
    }

    [Fact]
    public void What_is_asked_in_one_breath_is_answered_in_order()
    {
        string answers = _server.Raw(string.Concat(Enumerable.Range(0, 2000).Select(i => $"GET /readyz/no.such-{i} HTTP/1.1\r\nHost: localhost\r\n\r\n")) + "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        string[] bodies = [.. answers.Split("HTTP/1.1 ").Skip(1).Select(answer => answer.Split("\r\n\r\n")[1])];
        Assert.Equal([.. Enumerable.Range(0, 2000).Select(i => $"no check 'no.such-{i}' in this report\n"), "ok"], bodies);
    }

    public static TheoryData<string, int> Wrong => new()
    {
        { $"GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: {new string('x', 64 * 1024)}\r\n\r\n", 431 },
        { $"GET /livez HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 4000).Select(i => $"X-{i}: {i}\r\n"))}\r\n", 431 },
        { $"GET /{new string('a', 64 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n", 414 },
        { "GET /livez HTTP/9.9\r\nHost: x\r\n\r\n", 505 },
        { "GET /livez HTTP/1.1\r\n\r\n", 400 },
        { "GET /livez HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400 },
        { "GET /livez HTTP/1.1\r\nHost: x y/../z\r\n\r\n", 400 },
        { "GET /livez HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n", 400 },
        { "GET /livez HTTP/1.1\r\nHost: x\r\nX\0: y\r\n\r\n", 400 },
        { "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400 },
        { "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400 },
        { "GET livez HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
        { "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
        { "G\u00e9T /livez HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
        { "\0\0\0\0\r\n\r\n", 400 },
        { "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n", 400 }, // TLS
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", GoAway },
        { "GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404 },
        { "GET /..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404 },
        { "GET /v1/checks/..%2F..%2F..%2Fetc%2Fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404 },
        { "GET /readyz/..;/..;/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404 },
        { "GET /\\..\\..\\etc\\passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404 },
        { "GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400 },
        { "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\nConnection: close\r\n\r\n", 405 },
    };

    [Fact]
    public void What_is_wrong_is_told_so_and_nothing_of_the_host()
    {
        foreach ((string request, int status) in Wrong.Select(row => row.Data))
        {
            foreach (bool unix in (bool[])[false, true])
            {
                string answer = _server.Raw(request, unix);

                // Told off in the middle of what it said, a client may find the connection gone before it has read why.
                bool isTold = status == GoAway ? answer.Contains("\0\0", StringComparison.Ordinal) : answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal);
                Assert.True(isTold || (answer.Length == 0 && request.Length > 8 * 1024), $"{request}: {answer}");
                Assert.DoesNotContain("root:", answer);
            }
        }
        Assert.Equal("ok", _server.Ask("/livez").Body);
        Assert.DoesNotContain("bug", _server.Said);
    }

    public void Dispose() => _server.Dispose();

    // One that writes, and one that reads what comes.
    private IEnumerable<Thread> Asker(byte[] said, CancellationToken stop)
    {
        Socket socket = _server.Connect();
        yield return new Thread(() =>
        {
            while (!stop.IsCancellationRequested) socket.Send(said);
            socket.Shutdown(SocketShutdown.Send);
        });
        yield return new Thread(() =>
        {
            byte[] buffer = new byte[64 * 1024];
            while (socket.Receive(buffer) > 0)
            {
            }
            socket.Dispose();
        });
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            Span<byte> buffer = stackalloc byte[4096];
            while (true)
            {
                int length = socket.Receive(buffer, SocketFlags.None, out SocketError error);
                if (error == SocketError.WouldBlock) return false;
                if (error != SocketError.Success || length == 0) return true;
            }
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
