using System.Text.RegularExpressions;

namespace RootlessHost.Tests.Shipped;

/// <summary>What the shipped program asks of the kernel, as strace(1) sees it.</summary>
public sealed partial class SystemCallTests
{
    private static readonly string[] AllEngines =
        ["docker", "podman", "nerdctl", "buildkit", "kubernetes", "k3s", "userns-remap", "apptainer", "lxc"];

    // Ours carry O_NOCTTY; the .NET runtime, which reads its own mountinfo and cgroup before our first line, does not.
    [GeneratedRegex("""open(?:at|at2)?\((?:AT_FDCWD|\d+)?(?:, )?"([^"]*)".*O_NOCTTY.*= \d+$""")]
    private static partial Regex OurOpen();

    [GeneratedRegex("""open(?:at|at2)?\(.*O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)""")]
    private static partial Regex OpenToWrite();

    // Of the kernel, not of anybody else: which sockets listen (sock_diag(7)). strace does not always know which family a descriptor is of; no other is opened.
    [GeneratedRegex("""^socket\(AF_NETLINK, .*, NETLINK_SOCK_DIAG\)|^sendto\(\d+, \[\{nlmsg_len=72, nlmsg_type=(?:SOCK_DIAG_BY_FAMILY|0x14 /\* NLMSG_\?\?\? \*/), .*, NULL, 0\) = 72$""")]
    private static partial Regex Question();

    [Fact]
    public void No_file_is_opened_twice_in_one_look()
    {
        string[] opened = [.. Trace("open,openat,openat2", Everything()).Select(line => OurOpen().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

        Assert.True(opened.Length > 10, $"{opened.Length} files opened");
        // What a user controls is looked at first and then opened through that very descriptor.
        Assert.Empty(opened.Where(path => !path.StartsWith("/proc/self/fd/", StringComparison.Ordinal)).GroupBy(path => path).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Nothing_is_written_made_removed_or_connected()
    {
        string[] suspect = [.. Trace(
            "open,openat,openat2,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat,"
            + "chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,utimensat,setxattr,lsetxattr,fsetxattr,truncate,ftruncate,mount,umount2,"
            + "socket,connect,bind,sendto,execve,unshare,setns,kill,ptrace", Everything())];

        string[] did = [.. suspect.Where(line => line.StartsWith("open", StringComparison.Ordinal) ? OpenToWrite().IsMatch(line) : !Question().IsMatch(line))];

        // The first line is the start of the program itself. Programs asked for their version are those of the host.
        Assert.All(did, line => Assert.StartsWith("execve(", line, StringComparison.Ordinal));
        Assert.InRange(did.Count(line => line.EndsWith("= 0", StringComparison.Ordinal)), 1, 8);
    }

    [Fact]
    public void Given_a_root_nothing_outside_it_is_opened()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n", ["/etc/subuid"] = "alice:100000:65536\n" };
        host.MakeLink("/etc/subgid", "/etc/hostname").MakeLink("/proc", "/proc").MakeLink("/sys", "../../../../sys").MakeLink("/etc/login.defs", "/../../etc/login.defs");

        string[] opened = [.. Trace("open,openat,openat2", ["check", "--root", host.Folder, .. AllEngines.SelectMany(name => (string[])["--engine", name])])
            .SkipWhile(line => !line.Contains(host.Folder, StringComparison.Ordinal))];

        Assert.NotEmpty(opened);
        string[] plain = [.. opened.Skip(1).Where(line => !line.StartsWith("openat2(", StringComparison.Ordinal) && !line.Contains("\"/proc/self/fd/", StringComparison.Ordinal))];
        Assert.Empty(plain);
        Assert.All(opened.Where(line => line.StartsWith("openat2(", StringComparison.Ordinal)), line => Assert.Contains("RESOLVE_IN_ROOT", line, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Everything() => ["check", .. AllEngines.SelectMany(name => (string[])["--engine", name])];

    // One line a call. strace(1) says "[pid N] " before those of the runtime's other threads and of programs that were asked for their version.
    private static string[] Trace(string calls, IEnumerable<string> arguments)
    {
        string log = Path.GetTempFileName();
        try
        {
            Ending ending = Binary.Start("strace", ["-s", "4096", "-e", $"trace={calls}", "-e", "signal=none", "-o", log, Binary.Path, .. arguments], clean: false);
            Assert.True(ending.Status is 0 or 1, $"{ending.Status}: {ending.Errors}");
            return [.. File.ReadAllLines(log).Where(line => !line.StartsWith("+++", StringComparison.Ordinal))];
        }
        finally
        {
            File.Delete(log);
        }
    }
}
