using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RootlessHost.Tests.Daemon;

/// <summary>A <c>rootless-host watch</c> that runs, as systemd runs it: with a socket that it tells how it goes.</summary>
internal sealed class Watching : IDisposable
{
    // Others work on this machine too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string _folder = Directory.CreateTempSubdirectory("rootless-host-watch-").FullName;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly BlockingCollection<string> _told = [];
    private readonly Thread _listening;

    public Watching(FixtureHost host, params string[] arguments) : this(host, [], arguments)
    {
    }

    public Watching(FixtureHost host, Dictionary<string, string> environment, params string[] arguments)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "notify")));
        // All the time, as systemd does: the kernel keeps ten messages, and whoever sends more waits.
        _listening = new Thread(Listen);
        _listening.Start();
        ProcessStartInfo start = Commands.Program.Start(environment, Commands.Program.Command(["watch", "--root", host.Folder, .. arguments]));
        start.Environment["NOTIFY_SOCKET"] = Path.Combine(_folder, "notify");
        start.Environment["RUNTIME_DIRECTORY"] = _folder;
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) _lines.Enqueue(text);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it publishes.</summary>
    public string Report => Path.Combine(_folder, "report.json");

    public string Said => string.Join('\n', _lines);

    /// <summary>The next thing that it tells systemd.</summary>
    public string Told() => _told.TryTake(out string? told, Patience) ? told : throw new InvalidOperationException($"nothing was told; it said: {Said}");

    /// <summary>The first thing that it tells systemd which is like this.</summary>
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

    /// <summary>The report that is published when it is like this.</summary>
    public JsonElement Published(Func<JsonElement, bool> like) => Until(() =>
    {
        if (!File.Exists(Report)) return (JsonElement?)null;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Report));
        return like(document.RootElement) ? document.RootElement.Clone() : null;
    })!.Value;

    /// <summary>Waits until it has said this.</summary>
    public void Says(string text) => Until(() => Said.Contains(text, StringComparison.Ordinal) ? "" : null);

    /// <summary>Sends a signal: <c>HUP</c>.</summary>
    public void Signal(string signal)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", "kill -s \"$0\" \"$1\"", signal, $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for its end.</summary>
    public int Status()
    {
        Assert.True(_process.WaitForExit(Patience), "it did not end");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        using (var end = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)) end.SendTo("END"u8, new UnixDomainSocketEndPoint(Path.Combine(_folder, "notify")));
        _listening.Join();
        _socket.Dispose();
        _told.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Listen()
    {
        byte[] message = new byte[4096];
        while (Encoding.UTF8.GetString(message, 0, _socket.Receive(message)) is var told && told != "END") _told.Add(told);
    }

    private T Until<T>(Func<T?> look)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            if (look() is { } found) return found;
            Thread.Sleep(20);
        }
        throw new InvalidOperationException($"not within {Patience.TotalSeconds} s; it said: {Said}");
    }
}
