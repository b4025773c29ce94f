using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using RootlessHost.Reports;
using RootlessHost.Tests.Reports;

namespace RootlessHost.Tests.Daemon;

/// <summary>The program serving a report of a folder of its own, on a port of its own and a socket.</summary>
internal sealed class Served : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    /// <param name="program">What to run; null for the one that was built with the tests.</param>
    /// <param name="report">The report; null for none.</param>
    /// <param name="root">The host that it looks at itself, instead of a report.</param>
    /// <param name="environment">What is set for it beside the usual.</param>
    /// <param name="arguments">More of them, after the listeners.</param>
    public Served(string[]? program = null, string? report = "", string? root = null, Dictionary<string, string>? environment = null, params string[] arguments)
    {
        Folder = Directory.CreateTempSubdirectory("rootless-host-").FullName;
        if (report is not null) Publish(report.Length > 0 ? report : Document());
        string config = Path.Combine(Folder, "config.toml");
        if (!File.Exists(config)) File.WriteAllText(config, "");
        string[] command = [.. program ?? Commands.Program.Command([]), "serve", "--listen", "127.0.0.1:0", "--listen", $"unix:{SocketPath}", .. root is null ? (string[])["--report", ReportPath] : ["--root", root], "--config", config, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach ((string name, string value) in environment ?? []) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_said) _said.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
        string place = Until(() => Said.Split('\n').FirstOrDefault(line => line.Contains("listening on 127.0.0.1:")), "it listens");
        Port = int.Parse(place[(place.LastIndexOf(':') + 1)..]);
        Until(() => Said.Contains("listening on unix:") ? "" : null, "it listens on the socket");
        if (report is not null) Until(() => Said.Contains(" → ") ? "" : null, "it has read the report");
    }

    public string Folder { get; }

    public string SocketPath => Path.Combine(Folder, "health.sock");

    public string ReportPath => Path.Combine(Folder, "report.json");

    public int Port { get; }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>What it wrote to standard error.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Resident memory in MiB, of proc(5).</summary>
    public double Resident => long.Parse(File.ReadAllLines($"/proc/{Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0;

    /// <summary>A report's document, made now.</summary>
    /// <param name="age">How long ago, instead.</param>
    /// <param name="findings">Its findings; none for one of each kind.</param>
    public static string Document(TimeSpan age = default, params IReadOnlyCollection<Judgement> findings)
    {
        using var sample = new Sample();
        return Sample.Written("json", sample.Report(findings.Count > 0 ? findings : Sample.Mixed) with { GeneratedAt = DateTimeOffset.UtcNow - age });
    }

    /// <summary>Replaces the report in one step.</summary>
    public void Publish(string report)
    {
        File.WriteAllText(ReportPath + "~", report);
        File.Move(ReportPath + "~", ReportPath, overwrite: true);
    }

    /// <summary>Sends these bytes and reads to the end; the answer to the last request closes the connection.</summary>
    public string Raw(string request, bool unix = false)
    {
        using Socket socket = Connect(unix);
        socket.Send(Encoding.Latin1.GetBytes(request));
        var answer = new StringBuilder();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            for (int length; (length = socket.Receive(buffer)) > 0;) answer.Append(Encoding.UTF8.GetString(buffer, 0, length));
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It was told off before it had said everything.
        }
        return answer.ToString();
    }

    /// <summary>One request, on a connection of its own.</summary>
    /// <param name="target">What is asked for.</param>
    /// <param name="headers">More lines, each with its end.</param>
    /// <param name="method">How.</param>
    /// <param name="unix">Over the socket.</param>
    /// <param name="host">The name that this machine is called by.</param>
    public Reply Ask(string target, string headers = "", string method = "GET", bool unix = false, string host = "localhost") =>
        Reply.Parse(Raw($"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n", unix));

    public Socket Connect(bool unix = false)
    {
        var socket = unix ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveTimeout = socket.SendTimeout = (int)Patience.TotalMilliseconds;
        if (unix) socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        else socket.Connect("127.0.0.1", Port);
        return socket;
    }

    /// <summary>Waits for something, a minute at most.</summary>
    public T Until<T>(Func<T?> look, string what) where T : class
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (look() is { } seen) return seen;
            Assert.False(_process.HasExited, $"ended before {what}: {Said}");
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"waited in vain until {what}: {Said}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Ends it by this signal: how it ended.</summary>
    public int Signal(int number)
    {
        using (Process kill = Process.Start("kill", [$"-{number}", $"{Id}"])) kill.WaitForExit();
        Assert.True(_process.WaitForExit(Patience), $"did not end: {Said}");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
