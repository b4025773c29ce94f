using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>
/// What is done inside of an engine's namespaces, by this program run there: as few calls as tell, so that the error that comes is the kernel's own. One line on standard
/// output says what came of it.
/// </summary>
internal static class Inside
{
    private const string Yes = "yes ";
    private const string No = "no ";
    private const string Nameless = "-"; // in the place of an errno

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Does what it is told, and says what came of it.</summary>
    public static int Run(IReadOnlyList<string> act)
    {
        string said;
        try
        {
            said = Yes + Do(act);
        }
        catch (PosixException failure)
        {
            said = $"{No}{Errno.NameOf(failure.Errno)} {failure.Message}";
        }
        catch (RefusedException refusal)
        {
            said = $"{No}{Errno.FromWords(refusal.Message) ?? Nameless} {refusal.Message}";
        }
        catch (SocketException failure)
        {
            said = $"{No}{Errno.NameOf(failure.NativeErrorCode)} {act[0]}: {PosixException.Describe(failure.NativeErrorCode)}";
        }
        Standard.Answer(said.Replace('\n', ' ') + "\n");
        return said.StartsWith(Yes, StringComparison.Ordinal) ? ExitStatus.Good : ExitStatus.No;
    }

    /// <summary>What it said, in what a command that ran it printed; null when it said nothing, because the command did not get that far.</summary>
    public static Outcome? Answer(string output)
    {
        foreach (string line in output.Split('\n'))
        {
            if (line.StartsWith(Yes, StringComparison.Ordinal)) return new Outcome("", null, Status.Pass, line[Yes.Length..]);
            if (line.StartsWith(No, StringComparison.Ordinal) && line[No.Length..].Split(' ', 2) is [var errno, var reason]) return Trial.Failed(reason, errno == Nameless ? null : errno);
        }
        return null;
    }

    private static string Do(IReadOnlyList<string> act) => act switch
    {
        ["map"] => Map(),
        ["tmpfs", var folder] => MountSimple("tmpfs", folder),
        ["proc-sys"] => MountProcAndSys(),
        ["own", var folder, var id] => OwnFile(folder, uint.Parse(id, CultureInfo.InvariantCulture)),
        ["own-there", var above, var id] => Calls.MayExecute(above) ? OwnFile(".", uint.Parse(id, CultureInfo.InvariantCulture)) : throw new PosixException(Errno.Denied, "pass", above),
        ["overlay", var folder] => Overlay(folder),
        ["fuse-overlayfs", var folder, var program] => FuseOverlay(folder, program),
        ["bridge", var ip, var iptables] => Bridge(ip, iptables),
        ["connect", var port, var word] => Connect(int.Parse(port, CultureInfo.InvariantCulture), word),
        ["listen", var port, var word] => Listen(int.Parse(port, CultureInfo.InvariantCulture), word),
        _ => throw new UsageException("this is for use by the program itself"),
    };

    private static string Map()
    {
        ulong ids = Ids();
        return ids == 1 ? "a user namespace with the user's id alone" : $"a user namespace with {ids} ids";
    }

    private static ulong Ids() => IdMap.Parse(Calls.Read("/proc/self/uid_map")).Extents.Aggregate(0UL, (sum, extent) => sum + extent.Count);

    private static string MountSimple(string type, string folder)
    {
        Calls.LeaveMounts();
        Calls.Mount(type, folder, options: null);
        Calls.Unmount(folder);
        return $"a user namespace, and a {type} mounted in it";
    }

    // In new pid and network namespaces: each is mounted for the one that it shows, as runc and crun mount it.
    private static string MountProcAndSys()
    {
        Calls.LeaveMounts();
        Calls.MountPlain("sysfs", "/sys", isReadOnly: true);
        Calls.MountPlain("proc", "/proc", isReadOnly: false);
        return "a new /proc and a new /sys mounted";
    }

    private static string OwnFile(string folder, uint id)
    {
        string file = $"{folder}/owned";
        Calls.Write(file, "proof", 0b110_000_000);
        Calls.Own(file, id, id);
        if (Calls.OwnerOf(file) != (id, id)) throw new PosixException(Errno.Changed, "stat", file);
        string back = Calls.Read(file);
        Calls.Delete(file);
        return back == "proof" ? $"{Ids()} ids mapped, a file of id {id} written and read back" : throw new PosixException(Errno.Changed, "read", file);
    }

    private static string Overlay(string folder)
    {
        Calls.LeaveMounts();
        Layers layers = Layers.Make(folder);
        string kind = "with userxattr";
        try
        {
            Calls.Mount("overlay", layers.Merged, $"{layers.Options},userxattr");
        }
        catch (PosixException unknown) when (Errno.NameOf(unknown.Errno) == "EINVAL")
        {
            // Before kernel 5.11 there is no such option; distributions that let users mount it before do without.
            kind = "without userxattr";
            Calls.Mount("overlay", layers.Merged, layers.Options);
        }
        layers.Use();
        Calls.Unmount(layers.Merged);
        return $"overlayfs mounted {kind}, a file copied up, another deleted";
    }

    private static string FuseOverlay(string folder, string program)
    {
        Calls.LeaveMounts();
        Layers layers = Layers.Make(folder);
        var start = new ProcessStartInfo(program, ["-f", "-o", layers.Options, layers.Merged]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = new Process { StartInfo = start };
        process.Start();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            for (long until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency); !layers.IsMounted; Thread.Sleep(Pause))
            {
                bool late = Stopwatch.GetTimestamp() > until;
                if (process.HasExited || late)
                {
                    string said = late ? "nothing mounted in time" : (errors.Result.Split('\n').LastOrDefault(line => line.Trim().Length > 0) ?? $"status {process.ExitCode}").Trim();
                    throw new RefusedException($"fuse-overlayfs: {said}");
                }
            }
            layers.Use();
            Calls.Unmount(layers.Merged);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
        return "fuse-overlayfs mounted, a file copied up, another deleted";
    }

    // As dockerd does it, a rule of each kind that it writes. (TEST-NET-1: nobody is there.)
    private static string Bridge(string ip, string iptables)
    {
        foreach (string[] command in (string[][])
        [
            [ip, "link", "add", "name", "proof", "type", "bridge"],
            [ip, "link", "add", "name", "proof-host", "type", "veth", "peer", "name", "proof-inside"],
            [ip, "link", "set", "proof-host", "master", "proof"],
            [iptables, "--wait", "-t", "nat", "-A", "POSTROUTING", "-s", "192.0.2.0/24", "!", "-o", "proof", "-j", "MASQUERADE"],
            [iptables, "--wait", "-t", "nat", "-A", "PREROUTING", "-m", "addrtype", "--dst-type", "LOCAL", "-j", "RETURN"],
            [iptables, "--wait", "-t", "filter", "-A", "FORWARD", "-o", "proof", "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"],
        ])
        {
            using var process = new Process { StartInfo = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true } };
            process.Start();
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) continue;
            throw new RefusedException($"{Trial.NameOf(command)}: {said.Split('\n').LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? $"status {process.ExitCode}"}");
        }
        return "a bridge, a veth pair plugged into it, rules that masquerade and match by address type and by connection";
    }

    // A user-mode stack gives the gateway's address the meaning of the host's loopback: a connection goes through all of it and still leaves no machine.
    private static string Connect(int port, string word)
    {
        Standard.Answer($"pid {Environment.ProcessId}\n");
        IPAddress gateway = Gateway();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        long until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        while (true)
        {
            try
            {
                socket.Connect(gateway, port);
                break;
            }
            catch (SocketException early) when (early.SocketErrorCode is SocketError.NetworkUnreachable or SocketError.HostUnreachable && Stopwatch.GetTimestamp() < until)
            {
                Thread.Sleep(Pause); // the address is there a moment before the stack answers
            }
        }
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        byte[] block = new byte[64];
        int length = socket.Receive(block);
        return Encoding.UTF8.GetString(block, 0, length) == word ? $"data came from the host through {gateway}" : throw new PosixException(Errno.Changed, "recv", gateway.ToString());
    }

    // Whoever asks is told the word, until nobody needs it any more and this is ended; or the time is up.
    private static string Listen(int port, string word)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen();
        long until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * 4 * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < until)
        {
            if (!listener.Poll(Pause, SelectMode.SelectRead)) continue;
            using Socket peer = listener.Accept();
            peer.Send(Encoding.UTF8.GetBytes(word));
        }
        throw new PosixException(Errno.Unreachable, "accept", port.ToString(CultureInfo.InvariantCulture));
    }

    private static IPAddress Gateway()
    {
        for (long until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency); Stopwatch.GetTimestamp() < until; Thread.Sleep(Pause))
        {
            foreach (string line in Calls.Read("/proc/net/route").Split('\n').Skip(1))
            {
                // Iface, destination and gateway in the byte order of the machine: proc(5)
                if (line.Split('\t') is [_, "00000000", var gateway, ..] && uint.TryParse(gateway, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint address) && address != 0)
                {
                    return new IPAddress(BitConverter.GetBytes(address));
                }
            }
        }
        throw new PosixException(Errno.Unreachable, "connect", "no default route came");
    }

    /// <summary>A program that was to do a part of it did not: its last words.</summary>
    private sealed class RefusedException(string words) : Exception(words);
}
