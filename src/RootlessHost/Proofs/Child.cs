using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>
/// A process of a proof. It is ended when this process is, and when its time is up; what it says is kept as far as memory is bounded. To be started by the main thread only:
/// the kernel takes the end of the thread that started it for ours.
/// </summary>
internal sealed class Child : IDisposable
{
    /// <summary>A program that holds what it is in until its input ends, and says when it is there.</summary>
    public static IReadOnlyList<string> Held { get; } = ["/bin/sh", "-c", $"echo {IsHeld}; exec cat"];

    /// <summary>What it says.</summary>
    public const string IsHeld = "held";

    private const int MostKept = 64 * 1024;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly Task? _feeding;
    private bool _hasSaidAll;

    /// <param name="keeper">Whose it is.</param>
    /// <param name="command">The program's path, and its arguments.</param>
    /// <param name="environment">What it finds there beside what this process does.</param>
    /// <param name="input">What it is given to read; whoever gave it closes it, after <see cref="Wait"/>.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public Child(Keeper keeper, IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, Stream? input = null)
    {
        const string Setpriv = "/usr/bin/setpriv";
        IReadOnlyList<string> all = Calls.MayExecute(Setpriv) ? [Setpriv, "--pdeathsig", "KILL", "--", .. command] : command;
        var start = new ProcessStartInfo(all[0], all.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => Wake(() => _ending.TrySetResult());
        keeper.Start(_process);
        _reading = Task.WhenAll(Task.Run(() => Keep(_process.StandardOutput, _output)), Task.Run(() => Keep(_process.StandardError, _errors)));
        _ = _reading.ContinueWith(_ => Wake(() => _hasSaidAll = true), TaskScheduler.Default);
        if (input is not null) _feeding = Task.Run(() => Feed(input));
    }

    public int Pid => _process.Id;

    public string Output => Copy(_output);

    /// <summary>All that it complained of, as far as it is kept.</summary>
    public string Words => Copy(_errors);

    /// <summary>What it complained of: the last line that ends as errors of calls do, else the last at all; empty when there is none.</summary>
    public string LastError
    {
        get
        {
            string[] lines = [.. Copy(_errors).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
            return Array.FindLast(lines, line => Errno.FromWords(line) is not null) ?? lines.LastOrDefault() ?? "";
        }
    }

    public bool HasEnded => _process.HasExited;

    public int Status => _process.ExitCode;

    /// <summary>What ends when the process does.</summary>
    public Task Ending => _ending.Task;

    /// <summary>Waits until it says something.</summary>
    /// <param name="beginning">Of a line.</param>
    /// <param name="limit">For so long.</param>
    /// <returns>The rest of that line; null when it ended without a word of that, or the time is up.</returns>
    public string? Hear(string beginning, TimeSpan limit)
    {
        long until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_output)
        {
            while (true)
            {
                if (Array.Find(_output.ToString().Split('\n')[..^1], line => line.StartsWith(beginning, StringComparison.Ordinal)) is { } line) return line[beginning.Length..];
                // Whoever asks next asks whether it has ended, which may be a moment after its last word.
                if (_hasSaidAll && _ending.Task.IsCompleted) return null;
                // Or its last words may still be on their way, and what it left behind may keep its output open.
                if (_ending.Task.IsCompleted) until = Math.Min(until, Environment.TickCount64 + (long)LastWords.TotalMilliseconds);
                if (until - Environment.TickCount64 is not (> 0 and var left)) return null;
                Monitor.Wait(_output, (int)left);
            }
        }
    }

    /// <summary>Nothing more is said to it: many programs end then.</summary>
    public void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has closed it itself.
        }
    }

    /// <summary>Waits for its end, and ends it when that does not come.</summary>
    /// <returns>It ended by itself.</returns>
    public bool Wait(TimeSpan limit)
    {
        if (_feeding is null) CloseInput();
        bool ended = _process.WaitForExit(limit);
        if (!ended) End();
        _feeding?.Wait();
        // For what it still had to say. A process that it left behind may keep its output open, and is ended by the keeper.
        _ = _reading.Wait(LastWords);
        return ended;
    }

    public void End()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(LastWords);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or belongs to somebody else by now and ends by itself.
        }
    }

    // Ends with the process, which then reads no more.
    private void Feed(Stream input)
    {
        try
        {
            input.CopyTo(_process.StandardInput.BaseStream);
        }
        catch (Exception ended) when (ended is IOException or InvalidDataException)
        {
            // It has had enough, or the file is another than it was; its status says why.
        }
        CloseInput();
    }

    public void Dispose() => _process.Dispose();

    private void Wake(Action change)
    {
        lock (_output)
        {
            change();
            Monitor.PulseAll(_output);
        }
    }

    // The first of it, and the last: a program's complaint stands at the end.
    private static void Keep(StreamReader from, StringBuilder kept)
    {
        char[] block = new char[4096];
        int length;
        while ((length = Read(from, block)) > 0)
        {
            lock (kept)
            {
                kept.Append(block, 0, length);
                if (kept.Length > MostKept) kept.Remove(MostKept / 2, kept.Length - MostKept);
                Monitor.PulseAll(kept);
            }
        }
    }

    private static int Read(StreamReader from, char[] block)
    {
        try
        {
            return from.Read(block);
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static string Copy(StringBuilder kept)
    {
        lock (kept) return kept.ToString();
    }
}
