using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace RootlessHost.Tests.Daemon;

/// <summary>A <c>rootless-host watch</c> that runs, as systemd runs it: with a socket that it tells how it goes.</summary>
internal sealed class Watching : IDisposable
{
    // Others work on this machine too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly NotifySocket _systemd;
    private readonly string _folder = Directory.CreateTempSubdirectory("rootless-host-watch-").FullName;
    private readonly ConcurrentQueue<string> _lines = new();

    public Watching(FixtureHost host, params string[] arguments) : this(host, [], arguments)
    {
    }

    public Watching(FixtureHost host, Dictionary<string, string> environment, params string[] arguments)
    {
        _systemd = new NotifySocket(Path.Combine(_folder, "notify"));
        ProcessStartInfo start = Commands.Program.Start(environment, Commands.Program.Command(["watch", "--root", host.Folder, .. arguments]));
        start.Environment["NOTIFY_SOCKET"] = _systemd.Path;
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
    public string Told() => _systemd.Told();

    /// <summary>The first thing that it tells systemd which is like this.</summary>
    public string ToldUntil(Func<string, bool> like) => _systemd.ToldUntil(like);

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
        _systemd.Dispose();
        Directory.Delete(_folder, recursive: true);
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
