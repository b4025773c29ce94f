using System.Diagnostics;
using System.Text;

namespace RootlessHost.Linux;

/// <summary>The one process that a look may start: a program's own word about itself.</summary>
public sealed partial class Root
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What a program of the machine prints on standard output, at most 64 KiB of it; null for an image, for a program that is not there, that somebody other than root
    /// could have changed, that fails, or that does not answer within two seconds. Only for what no file tells.
    /// </summary>
    public string? Ask(string program, params string[] arguments) =>
        Once(Operation.Ask, string.Join(' ', arguments.Prepend(program)), () => IsLive ? AnswerOf(program, arguments) : null);

    private string? AnswerOf(string program, string[] arguments)
    {
        const int Most = 64 * 1024;
        if (!IsTrustworthy(program)) return null;
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // not executable here: another architecture, or no interpreter
        }
        process.StandardInput.Close();
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var answer = new StringBuilder();
        Task reading = Task.Run(() =>
        {
            char[] block = new char[4096];
            int length;
            while (answer.Length < Most && (length = process.StandardOutput.Read(block)) > 0) answer.Append(block, 0, length);
        });
        if (reading.Wait(Patience) && process.WaitForExit(Patience)) return process.ExitCode == 0 ? answer.ToString() : null;
        process.Kill(entireProcessTree: true);
        return null;
    }

    // Run by the name it was asked for, because many programs are one, and look at their name (kmod, busybox, xtables-nft-multi): so each link on the way
    // to it must be out of others' reach.
    internal bool IsTrustworthy(string program)
    {
        string path = program;
        for (int links = 0; links < MostLinks; links++)
        {
            int slash = path.LastIndexOf('/');
            if (slash < 0 || Resolve(slash == 0 ? "/" : path[..slash]) is not { } folder || !IsRootsAlone(folder)) return false;
            string file = $"{folder.TrimEnd('/')}/{path[(slash + 1)..]}";
            if (ReadLink(file) is not { } target) return IsRootsAlone(file);
            path = target.StartsWith('/') ? target : $"{folder}/{target}";
        }
        return false;
    }

    private bool IsRootsAlone(string path)
    {
        for (string at = path; ; at = at[..Math.Max(1, at.LastIndexOf('/'))])
        {
            if (Stat(at) is not { Uid: 0, IsWritableByOthers: false }) return false;
            if (at == "/") return true;
        }
    }
}
