using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Daemon;

/// <summary>The shipped program while nobody asks, and what it still knows of time when somebody does.</summary>
public sealed class HeartbeatTests : IDisposable
{
    private static readonly TimeSpan While = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongAgo = TimeSpan.FromSeconds(9);

    private readonly Served _server = new(program: [Binary.Path]);

    [Fact]
    public void Nothing_wakes_it_while_nobody_is_there_and_then_it_knows_the_date()
    {
        Assert.Equal("ok", _server.Ask("/livez").Body);

        // What its start and that answer have left behind is over at some time; what wakes it each second is not.
        int least = int.MaxValue;
        for (int round = 0; round < 9 && least > 3; round++) least = Math.Min(least, Wakings());
        Reply later = _server.Ask("/livez");

        Assert.InRange(least, 0, 3);
        Assert.InRange(DateTimeOffset.UtcNow - DateTimeOffset.ParseExact(later["Date"]!, "R", CultureInfo.InvariantCulture), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Who_comes_back_after_a_pause_has_time_to_say_what_for_but_not_for_ever()
    {
        using Socket kept = _server.Connect();
        Assert.Equal("ok", Asked(kept, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await Task.Delay(LongAgo, TestContext.Current.CancellationToken);

        kept.Send("GET /livez HTTP/1.1\r\n"u8);
        Assert.Equal("ok", _server.Ask("/livez").Body); // and with it time goes on
        Assert.Equal("ok", Asked(kept, "Host: localhost\r\n\r\n"));

        long start = Stopwatch.GetTimestamp();
        kept.Send("GET /livez HTTP/1.1\r\n"u8);
        Assert.StartsWith("HTTP/1.1 408 ", Read(kept, "\r\n\r\n"));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    }

    public void Dispose() => _server.Dispose();

    private static string Asked(Socket socket, string request)
    {
        socket.Send(Encoding.Latin1.GetBytes(request));
        return Read(socket, "\r\n\r\nok")[^2..];
    }

    private static string Read(Socket socket, string end)
    {
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!answer.ToString().Contains(end, StringComparison.Ordinal))
        {
            int length = socket.Receive(buffer);
            Assert.True(length > 0, $"closed after: {answer}");
            answer.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        return answer.ToString();
    }

    // How often one of its threads has stopped waiting, proc_pid_status(5).
    private int Wakings()
    {
        Dictionary<string, int> before = Switches();
        Thread.Sleep(While);
        return Switches().Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key));
    }

    private Dictionary<string, int> Switches()
    {
        var switches = new Dictionary<string, int>();
        foreach (string thread in Directory.EnumerateDirectories($"/proc/{_server.Id}/task"))
        {
            try
            {
                switches[thread] = int.Parse(File.ReadLines($"{thread}/status").Single(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)).Split('\t')[1]);
            }
            catch (IOException)
            {
                // It has ended.
            }
        }
        return switches;
    }
}
