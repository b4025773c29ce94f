using System.Globalization;
using System.Text.RegularExpressions;
using RootlessHost.Linux;
using RootlessHost.Tests.Remedies;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>
/// The host that the program is killed on: two account files with rows of others, helpers without their mode, a folder and files to be made. It is in memory
/// where that can be, so that thousands of runs with all their fsync(2) are done in a minute.
/// </summary>
internal static partial class Scratch
{
    public static readonly string[] Apply = ["apply", "--engine", "podman", "--user", "alice", "--need", "boot", "--need", "limits", "--lock-timeout", "1", "--root"];
    public static readonly string[] Undo = ["undo", "--lock-timeout", "1", "--root"];

    private const string Memory = "/dev/shm";

    private static readonly string Above = Directory.Exists(Memory) && CanWrite(Memory) ? Memory : Path.GetTempPath();

    private static readonly Lazy<SortedDictionary<string, string>> FreshTree = new(() => TreeAfter());
    private static readonly Lazy<SortedDictionary<string, string>> AppliedTree = new(() => TreeAfter(Apply));

    /// <summary>Every file of it, as <see cref="Provisioned.Snapshot"/> shows them.</summary>
    public static SortedDictionary<string, string> Fresh => FreshTree.Value;

    /// <summary>The same after <c>apply</c>.</summary>
    public static SortedDictionary<string, string> Applied => AppliedTree.Value;

    /// <summary>A folder beside the others, with nothing in it.</summary>
    public static FixtureHost Empty() => new(Above);

    public static FixtureHost Make()
    {
        FixtureHost host = Empty();
        host["/etc/os-release"] = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        host["/etc/passwd"] = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n";
        host["/etc/group"] = "root:x:0:\nalice:x:1000:\n";
        host["/etc/subuid"] = "# by hand\ncarol:100000:65536\ndave:200000:65536";
        host["/etc/subgid"] = "carol:100000:65536\n\ndave:200000:65536";
        host["/etc/subuid-"] = "carol:100000:65536\n";
        host["/etc/containers/policy.json"] = "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}";
        host["/var/lib/dpkg/status"] = "";
        host["/usr/lib/systemd/system/user@.service"] = "[Service]\nDelegate=pids\n";
        host.MakeProgram("/usr/lib/systemd/systemd").MakeProgram("/usr/bin/newuidmap").MakeProgram("/usr/bin/newgidmap");
        foreach (string program in (string[])["podman", "slirp4netns", "crun", "conmon", "fuse-overlayfs"]) host.MakeProgram($"/usr/bin/{program}");
        return host.MakeFolder("/home/alice").MakeFolder("/var/lib/systemd/linger");
    }

    /// <summary>Another one, the same to the byte.</summary>
    public static FixtureHost Copy(FixtureHost host)
    {
        FixtureHost copy = Empty();
        using var root = Root.At(host.Folder);
        foreach (string path in Directory.EnumerateFileSystemEntries(host.Folder, "*", SearchOption.AllDirectories))
        {
            string name = path[host.Folder.Length..];
            if (Directory.Exists(path)) copy.MakeFolder(name);
            // A lock that was just taken. That its two names are one file, only cp(1) keeps; to start it for each copy is slow.
            else if (root.StatLink(name)!.Links > 1) return CopyLinks(host, copy);
            else File.Copy(path, copy.On(name));
            // Else set-user-ID is left out, and what umask(2) says.
            File.SetUnixFileMode(copy.On(name), File.GetUnixFileMode(path));
        }
        return copy;
    }

    /// <summary>Runs the program on it.</summary>
    public static Ending Run(FixtureHost host, params string[] command) => Binary.Run([.. command, host.Folder]);

    /// <summary>Runs it, and does something to it at a system call.</summary>
    public static Ending Run(FixtureHost host, Disturbance disturbance, string[] command) => disturbance.Run([.. command, host.Folder]);

    /// <summary>The names in the journal: <c>000001.done.json</c>.</summary>
    public static string[] Journal(FixtureHost host)
    {
        string folder = host.On("/var/lib/rootless-host/transactions");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>The system calls that the main thread makes in an undisturbed run on such a host.</summary>
    public static MadeCalls[] Calls(FixtureHost like, string[] command)
    {
        using FixtureHost host = Copy(like);
        string log = host.On("/strace");
        Ending ending = Binary.Start("strace", ["-f", "-n", "-o", log, Binary.Path, .. command, host.Folder], clean: false);
        Assert.True(ending.Status == 0, ending.Errors);
        string[] lines = File.ReadAllLines(log);
        File.Delete(log);
        string main = lines[0].Split(' ')[0];
        var counts = new Dictionary<SystemCall, (int Before, int Count, HashSet<int> Changing)>();
        bool isBegun = false;
        foreach (Match call in lines.Where(line => line.StartsWith(main + ' ', StringComparison.Ordinal)).Select(line => CallName().Match(line)).Where(match => match.Success))
        {
            var made = new SystemCall(call.Groups[2].Value, int.Parse(call.Groups[1].Value, CultureInfo.InvariantCulture));
            isBegun |= call.Value.Contains(host.Folder, StringComparison.Ordinal) && made.Name != "execve";
            (int before, int count, HashSet<int> changing) = counts.GetValueOrDefault(made, (0, 0, []));
            counts[made] = (isBegun ? before : before + 1, count + 1, changing);
            if (isBegun && MadeCalls.Changes(made.Name, call.Value)) changing.Add(count + 1);
        }
        return [.. counts.Select(pair => new MadeCalls(pair.Key, pair.Value.Before, pair.Value.Count, pair.Value.Changing)).OrderBy(made => made.Call.Name, StringComparer.Ordinal)];
    }

    private static FixtureHost CopyLinks(FixtureHost host, FixtureHost copy)
    {
        Assert.Equal(0, Binary.Start("cp", ["-a", "--remove-destination", host.Folder + "/.", copy.Folder], clean: false).Status);
        return copy;
    }

    private static SortedDictionary<string, string> TreeAfter(params string[] command)
    {
        using FixtureHost host = Make();
        if (command.Length > 0) Assert.Equal(0, Run(host, command).Status);
        return host.Snapshot();
    }

    private static bool CanWrite(string folder)
    {
        string probe = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\d+ +\[ *(\d+)\] ([a-z_0-9]+)\(.*")]
    private static partial Regex CallName();
}
