using System.Diagnostics;
using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>What is done through programs of the machine, or to its mounts.</summary>
public sealed unsafe partial class WritableRoot
{
    private const int MNT_DETACH = 2; // include/linux/fs.h
    private const int NoSuidDevExec = 2 | 4 | 8; // MS_NOSUID, MS_NODEV, MS_NOEXEC: include/uapi/linux/mount.h

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program of the machine to its end, with an environment of our own.</summary>
    /// <param name="program">Its path. It must be root's, and so must be every folder above it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limit">After that it is ended.</param>
    /// <param name="say">Gets each line that it prints; null for nobody.</param>
    /// <param name="alsoWell">The exit statuses beside 0 that are no failure.</param>
    /// <exception cref="IOException">It cannot be started, fails, or does not end; with the last line of what it said.</exception>
    public void Run(string program, IReadOnlyList<string> arguments, TimeSpan limit, Action<string>? say, IReadOnlyList<int> alsoWell)
    {
        if (!IsLive) throw new InvalidOperationException("the programs of an image are not run");
        string shown = string.Join(' ', arguments.Prepend(program));
        using var here = Root.Live();
        if (!here.IsTrustworthy(program)) throw new RefusedException(program, "not there, or others than root could have changed it");
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
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        start.Environment["ZYPP_LOCK_TIMEOUT"] = "600"; // zypper has no option for it, and else gives up at once
        using var process = new Process { StartInfo = start };
        string last = "";
        var turn = new Lock();
        void Hear(object sender, DataReceivedEventArgs line)
        {
            if (string.IsNullOrWhiteSpace(line.Data)) return;
            lock (turn)
            {
                last = line.Data.Trim();
                say?.Invoke(last);
            }
        }

        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception cannot)
        {
            throw new IOException($"run {shown}: {cannot.Message}", cannot);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new IOException($"run {shown}: not at its end after {limit.TotalSeconds:0} s");
        }
        // For what it still had to say. Not until nobody can say anything any more: a daemon that it started may have kept its output.
        _ = Task.Run(process.WaitForExit).Wait(LastWords);
        if (process.ExitCode != 0 && !alsoWell.Contains(process.ExitCode)) throw new IOException($"run {shown}: exit status {process.ExitCode}{(last.Length > 0 ? $": {last}" : "")}");
    }

    /// <summary>Mounts a filesystem that the kernel makes up, or unmounts it.</summary>
    public void Mount(string type, string path, bool unmount)
    {
        if (!IsLive) throw new InvalidOperationException("nothing is mounted in an image");
        fixed (byte* kind = Native(type), target = Native(path))
        {
            int result = unmount ? Libc.umount2(target, MNT_DETACH) : Libc.mount(kind, target, kind, (nuint)(NoSuidDevExec), null);
            if (result < 0) throw new PosixException(errno, unmount ? "umount" : "mount", path);
        }
    }
}
