using System.Diagnostics;
using System.Globalization;

namespace RootlessHost.Linux;

/// <summary>
/// Looks where a server or another program may never answer (NFS, FUSE), by a process that can be given up: this program, started once more. It is started when
/// the first account has such files, answers one question after the other, and is killed when it does not.
/// </summary>
/// <remarks>One that the kernel does not let die is left to it, and nobody asks there again before it is gone.</remarks>
internal sealed class SlowLook : IDisposable
{
    // Nobody's files are waited for once so much time went by for nothing: the others' are still to be looked at.
    private static readonly TimeSpan MostWaste = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private const int MostTries = 3;

    private static readonly Dictionary<string, Process> Stuck = [];

    private readonly Dictionary<string, int> _silent = [];
    private TimeSpan _wasted;
    private Process? _process;

    /// <summary>This program, which answers <see cref="Word"/> by <see cref="Serve"/>; null where it cannot be started again, which is then no answer.</summary>
    public static string? Program { get; set; }

    /// <summary>Asks.</summary>
    /// <param name="viewer">On whose behalf.</param>
    /// <param name="operation">The kind of look.</param>
    /// <param name="path">As <see cref="Question.Path"/>.</param>
    /// <param name="mount">Where what may not answer is mounted.</param>
    /// <param name="type">The filesystem's type.</param>
    /// <exception cref="IOException">What the look threw, or that there was no answer.</exception>
    public object? Ask(Viewer viewer, Operation operation, string path, string mount, string type)
    {
        string file = path.Split('\0')[0];
        if (Stuck.TryGetValue(mount, out Process? stuck) && !stuck.HasExited) throw Silent(file, mount, type, "does not answer");
        if (_silent.GetValueOrDefault(mount) >= MostTries) throw Silent(file, mount, type, "does not answer");
        TimeSpan patience = _wasted < MostWaste || _silent.GetValueOrDefault(mount) < 0 ? viewer.Budget.TimeLeft : Least;
        Process process = _process ??= Start(file);
        long start = Stopwatch.GetTimestamp();
        Task<string?> answer = Exchange(process, string.Join(' ', operation, viewer.Uid.ToString(CultureInfo.InvariantCulture), string.Join(',', viewer.Gids), Recording.Escape(path)));
        if (!answer.Wait(patience))
        {
            _wasted += Stopwatch.GetElapsedTime(start);
            _silent[mount] = Math.Max(0, _silent.GetValueOrDefault(mount)) + 1;
            Stuck[mount] = process;
            _process = null;
            process.Kill();
            throw Silent(file, mount, type, string.Create(CultureInfo.InvariantCulture, $"did not answer within {patience.TotalSeconds:0.#} s"));
        }
        _silent[mount] = -1; // it has answered
        if (answer.Result is not { } line || !Recording.TryParse(line.Split(' '), out _, out object? outcome))
        {
            _process = null;
            throw new RefusedException(file, "the process that looked there has ended");
        }
        return outcome is IOException failure ? throw failure : outcome;
    }

    /// <summary>Answers the questions on standard input until it ends.</summary>
    /// <param name="root">The machine, patiently.</param>
    /// <param name="questions">A question a line.</param>
    /// <param name="answers">Takes an answer a line.</param>
    public static void Serve(Root root, TextReader questions, TextWriter answers)
    {
        while (questions.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            var operation = Enum.Parse<Operation>(words[0]);
            uint[] gids = [.. words[2].Split(',').Select(gid => uint.Parse(gid, CultureInfo.InvariantCulture))];
            string path = Recording.Unescape(words[3]);
            answers.Write(Recording.Line(operation, path, Recording.Words(root.Answer(new Viewer(uint.Parse(words[1], CultureInfo.InvariantCulture), () => gids), operation, path))) + "\n");
            answers.Flush();
        }
    }

    public void Dispose()
    {
        _process?.StandardInput.Close(); // which ends it
        _process?.Dispose();
    }

    private static async Task<string?> Exchange(Process process, string question)
    {
        try
        {
            await process.StandardInput.WriteAsync(question + "\n").ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
            return await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Process Start(string file)
    {
        if (Program is null) throw new RefusedException(file, "nothing here can look where a server may not answer");
        var start = new ProcessStartInfo(Program, [Root.LookWord]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new RefusedException(file, $"the process that is to look there cannot be started: {failure.Message}");
        }
    }

    private static RefusedException Silent(string path, string mount, string type, string what) => new(path, $"{mount} ({type}) {what}");
}
