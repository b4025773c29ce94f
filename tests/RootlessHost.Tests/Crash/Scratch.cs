using System.Text.RegularExpressions;
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
        Assert.Equal(0, Binary.Start("cp", ["-a", host.Folder + "/.", copy.Folder], clean: false).Status);
        return copy;
    }

    /// <summary>Runs the program on it.</summary>
    public static Ending Run(FixtureHost host, params string[] command) => Binary.Run([.. command, host.Folder]);

    /// <summary>Runs it under strace(1), which does something to it at a system call.</summary>
    public static Ending Run(FixtureHost host, string injection, string call, string[] command) => Binary.Start(
        // --seccomp-bpf is quicker, but the kernel drops the signal that strace 6 sends then.
        "strace", ["-f", .. injection.StartsWith("error", StringComparison.Ordinal) ? ["--seccomp-bpf"] : Array.Empty<string>(), "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:{injection}", Binary.Path, .. command, host.Folder], clean: false);

    /// <summary>The names in the journal: <c>000001.done.json</c>.</summary>
    public static string[] Journal(FixtureHost host)
    {
        string folder = host.On("/var/lib/rootless-host/transactions");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>How often the main thread makes each system call in an undisturbed run, and how often it had when the program's own work began.</summary>
    public static (string Name, int Before, int Count)[] Calls(FixtureHost host, string[] command)
    {
        string log = host.On("/strace");
        Ending ending = Binary.Start("strace", ["-f", "-o", log, Binary.Path, .. command, host.Folder], clean: false);
        Assert.True(ending.Status == 0, ending.Errors);
        string[] lines = File.ReadAllLines(log);
        File.Delete(log);
        string main = lines[0].Split(' ')[0];
        var counts = new Dictionary<string, (int Before, int Count)>(StringComparer.Ordinal);
        bool isBegun = false;
        foreach (Match call in lines.Where(line => line.StartsWith(main + ' ', StringComparison.Ordinal)).Select(line => CallName().Match(line)).Where(match => match.Success))
        {
            string name = call.Groups[1].Value;
            isBegun |= call.Value.Contains(host.Folder, StringComparison.Ordinal) && name != "execve";
            (int before, int count) = counts.GetValueOrDefault(name);
            counts[name] = (isBegun ? before : before + 1, count + 1);
        }
        return [.. counts.Select(pair => (pair.Key, pair.Value.Before, pair.Value.Count)).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
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

    [GeneratedRegex(@"^\d+ +([a-z_0-9]+)\(.*")]
    private static partial Regex CallName();
}
