using System.Diagnostics;
using RootlessHost.Linux;
using RootlessHost.Tests.Checks;
using RootlessHost.Tests.Remedies;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>What the program refuses to do, in which words, and that it has changed nothing then.</summary>
public sealed class RefusalTests
{
    private const int No = 1;
    private const int Usage = 64;
    private const int InputOutput = 74;
    private const int Busy = 75;
    private const int NotPermitted = 77;

    private const string MakeRoom = "make room on that filesystem, and try again";
    private const string MountIt = "mount that filesystem to be written, and try again; what an image brings is changed in the image";

    [Theory]
    [InlineData("apply")]
    [InlineData("undo")]
    public void Somebody_who_is_not_root_may_not_change_the_machine(string verb)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can be somebody else");
        using FixtureHost folder = Scratch.Empty();
        // Where somebody else may reach it.
        string program = folder.On("/rootless-host");
        File.Copy(Binary.Path, program);
        File.SetUnixFileMode(folder.Folder, (UnixFileMode)0b111_101_101);
        Ending ending = Binary.Start("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", program, verb], clean: false);

        Assert.Equal((NotPermitted, "", $"rootless-host: {verb} changes this host: run it as root\n"), (ending.Status, ending.Output, ending.Errors));
    }

    [Fact]
    public void A_folder_that_is_read_only_is_left_as_it_is() => Refuses(
        host => InNamespace(host, "mount --bind $0/etc $0/etc && mount -o remount,ro,bind $0/etc"),
        No, $"create /etc/subuid-: Read-only file system; the host is as it was; {MountIt}");

    [Fact]
    public void A_host_that_is_read_only_has_no_journal_and_is_left_as_it_is() => Refuses(
        host => InNamespace(host, "mount --bind $0 $0 && mount -o remount,ro,bind $0"),
        InputOutput, $"mkdir /var/lib/rootless-host: Read-only file system; {MountIt}");

    [Fact]
    public void A_full_disk_stops_it_before_the_first_file() => Refuses(
        host => InNamespace(host, "mv $0/etc $0/e && mkdir $0/etc && mount -t tmpfs -o size=64k none $0/etc && cp -a $0/e/. $0/etc && { cat /dev/zero >$0/etc/full 2>/dev/null; rm -f $0/etc/full.*; }", after: "rm $0/etc/full && umount $0/etc && rmdir $0/etc && mv $0/e $0/etc"),
        No, $"write /etc/subuid-: No space left on device; the host is as it was; {MakeRoom}");

    [Fact]
    public void A_disk_that_gets_full_in_the_middle_is_as_it_was()
    {
        // Room for the locks and one of the files.
        foreach (int pages in (int[])[1, 2, 3])
        {
            Ending? ending = null;
            Refuses(
                host => ending = InNamespace(
                    host, $"mv $0/etc $0/e && mkdir $0/etc && mount -t tmpfs -o size=128k none $0/etc && cp -a $0/e/. $0/etc && {{ cat /dev/zero >$0/etc/full 2>/dev/null; truncate -s -{pages * 4096} $0/etc/full; }}",
                    after: "rm $0/etc/full && umount $0/etc && rmdir $0/etc && mv $0/e $0/etc"),
                No, null);
            Assert.EndsWith($": No space left on device; the host is as it was; {MakeRoom}\n", ending!.Errors, StringComparison.Ordinal);
        }
    }

    // Quotas do not bind root, but who is root in a container or on a file server's disk. Counted are the writes: of the journal, of the files, of the locks.
    [Theory]
    [InlineData(1, InputOutput, "/var/lib/rootless-host/transactions/000001.begun.json: Disk quota exceeded")]
    [InlineData(2, No, "/etc/subuid-: Disk quota exceeded; the host is as it was")]
    [InlineData(3, No, "/etc/subuid: Disk quota exceeded; the host is as it was")]
    [InlineData(7, No, "/etc/subgid.lock: Disk quota exceeded; the host is as it was")]
    public void A_quota_that_is_used_up_leaves_it_as_it_is(int write, int status, string words)
    {
        Refuses(host => Scratch.Run(host, Disturbance.Error(SystemCall.Write, write, "EDQUOT"), Scratch.Apply), status, $"write {words}; raise root's quota on that filesystem, and try again");
    }

    [Theory]
    [InlineData("/etc/.pwd.lock", No, "; the host is as it was")]
    [InlineData("/var/lib/rootless-host/lock", InputOutput, "")]
    public void A_folder_in_the_place_of_a_lock_is_refused_and_how_it_goes_away_is_said(string path, int status, string end)
    {
        string there = "";
        Ending ending = Refuses(host => Scratch.Run(host, Scratch.Apply), status, null, host => there = host.MakeFolder(path).On(path));

        Assert.Equal($"rootless-host: read {path}: not a regular file, so nobody can hold it: rm -r {there}{end}\n", ending.Errors);
    }

    [Fact]
    public void A_file_that_nobody_may_change_is_left_as_it_is()
    {
        string file = "";
        Ending ending = Refuses(
            host =>
            {
                file = host.On("/etc/subuid");
                Assert.SkipUnless(Binary.Start("chattr", ["+i", file], clean: false).Status == 0, "this filesystem has no such flag, or the caller may not set it");
                try
                {
                    return Scratch.Run(host, Scratch.Apply);
                }
                finally
                {
                    Binary.Start("chattr", ["-i", file], clean: false);
                }
            },
            No, "rename /etc/subuid: Operation not permitted; the host is as it was; lsattr shows whether it must not be changed (chattr -ia)");
        Assert.Equal("", ending.Output);
    }

    [Fact]
    public void A_lock_of_a_living_process_is_waited_for_as_long_as_was_said() => Refuses(
        host =>
        {
            using var root = WritableRoot.At(host.Folder);
            using IDisposable held = root.LockFile("/etc/.pwd.lock", () => false);
            long start = Stopwatch.GetTimestamp();
            Ending ending = Scratch.Run(host, ["apply", "--user", "alice", "--engine", "podman", "--lock-timeout", "2", "--root"]);
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 2, 3.9);
            return ending;
        },
        Busy, $"/etc/.pwd.lock is held by {Self()}; nothing was changed: try again");

    [Theory]
    [InlineData("/etc/subuid.lock")]
    [InlineData("/etc/subgid.lock")]
    public void A_lock_of_shadows_kind_names_its_holder_and_that_it_may_be_of_another(string path)
    {
        string lockFile = "";
        Ending ending = Refuses(
            host =>
            {
                host[path] = $"{Environment.ProcessId}\0";
                Ending ending = Scratch.Run(host, Scratch.Apply);
                File.Delete(lockFile = host.On(path));
                return ending;
            },
            Busy, null);

        Assert.Equal(
            $"rootless-host: {path} is held by {Self()}, which is none of the tools that take it: after a crash its number may have been given anew, and then: rm {lockFile}; nothing was changed: try again\n",
            ending.Errors);
    }

    [Fact]
    public void A_lock_of_a_tool_that_takes_such_locks_is_that_tools()
    {
        using FixtureHost folder = Scratch.Empty();
        string useradd = folder.On("/useradd");
        File.Copy("/bin/sleep", useradd);
        using Process tool = Process.Start(useradd, ["300"]);
        try
        {
            Refuses(
                host =>
                {
                    host["/etc/subuid.lock"] = $"{tool.Id}\0";
                    Ending ending = Scratch.Run(host, Scratch.Apply);
                    File.Delete(host.On("/etc/subuid.lock"));
                    return ending;
                },
                Busy, $"/etc/subuid.lock is held by pid {tool.Id} (useradd); nothing was changed: try again");
        }
        finally
        {
            tool.Kill();
        }
    }

    [Fact]
    public void A_lock_that_names_nobody_is_never_taken_over()
    {
        string lockFile = "";
        Ending ending = Refuses(
            host =>
            {
                host["/etc/subuid.lock"] = "1234\n";
                Ending ending = Scratch.Run(host, Scratch.Apply);
                File.Delete(lockFile = host.On("/etc/subuid.lock"));
                return ending;
            },
            Busy, null);

        Assert.Equal(
            $"rootless-host: /etc/subuid.lock is held by nobody that can be told from it: it holds no process id, so no tool takes it over; if none is at work: rm {lockFile}; nothing was changed: try again\n",
            ending.Errors);
    }

    [Fact]
    public void Another_one_of_this_program_is_waited_for() => Refuses(
        host =>
        {
            host.MakeFolder("/var/lib/rootless-host");
            using var root = WritableRoot.At(host.Folder);
            using IDisposable held = root.LockFile("/var/lib/rootless-host/lock", () => false);
            return Scratch.Run(host, Scratch.Apply);
        },
        Busy, $"/var/lib/rootless-host/lock is held by {Self()}; nothing was changed: try again");

    [Fact]
    public void A_lock_that_is_given_back_in_time_is_taken()
    {
        using FixtureHost host = Scratch.Make();
        using var root = WritableRoot.At(host.Folder);
        IDisposable held = root.LockFile("/etc/.pwd.lock", () => false);
        using var timer = new Timer(_ => held.Dispose(), null, TimeSpan.FromMilliseconds(300), Timeout.InfiniteTimeSpan);
        Ending ending = Scratch.Run(host, ["apply", "--user", "alice", "--engine", "podman", "--need", "boot", "--need", "limits", "--root"]);

        Assert.Equal((0, ""), (ending.Status, ending.Errors));
        Assert.Equal(Scratch.Applied, host.Snapshot());
    }

    [Fact]
    public void A_file_that_is_changed_after_it_was_looked_at_is_looked_at_again()
    {
        using FixtureHost host = Scratch.Make();
        using var timer = new Timer(_ => File.AppendAllText(host.On("/etc/subuid"), "\neve:327680:65536\n"), null, TimeSpan.FromMilliseconds(700), Timeout.InfiniteTimeSpan);
        // The first fcntl(2) is that of the journal's lock, taken when the plan is made.
        Ending ending = Binary.Start("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fcntl", "-e", "inject=fcntl:delay_enter=2000000:when=1", Binary.Path, .. Scratch.Apply, host.Folder], clean: false);

        Assert.Equal((0, ""), (ending.Status, ending.Errors));
        Assert.Equal("# by hand\ncarol:100000:65536\ndave:200000:65536\neve:327680:65536\nalice:393216:65536\n", File.ReadAllText(host.On("/etc/subuid")));
    }

    [Fact]
    public void Somebody_who_never_stops_changing_a_file_is_not_overwritten()
    {
        using FixtureHost host = Scratch.Make();
        int turn = 0;
        Assert.Throws<ChangedException>(() => host.Apply(users: ["alice"], scoped: facts =>
        {
            _ = facts.Root.Read("/etc/subuid", 1 << 20);
            host["/etc/subuid"] = $"eve:{100_000 + (65536 * turn++)}:65536\n";
        }));

        Assert.Equal($"eve:{100_000 + (65536 * (turn - 1))}:65536\n", File.ReadAllText(host.On("/etc/subuid")));
        Assert.Empty(Scratch.Journal(host));
    }

    [Theory]
    [InlineData("mv $0/etc/subuid $0/etc/real && ln -s real $0/etc/subuid", "/etc/subuid is a symbolic link,")]
    [InlineData("ln $0/etc/subgid $0/etc/other", "/etc/subgid is a file with 2 names")]
    [InlineData("chown 1000 $0/etc/subuid", "/etc/subuid belongs to uid 1000,")]
    [InlineData("chmod 0664 $0/etc/subuid", "others than root may write to /etc/subuid")]
    [InlineData("chmod 0646 $0/etc/subgid", "others than root may write to /etc/subgid")]
    public void An_account_file_that_may_not_be_roots_alone_is_refused(string make, string why)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        Ending ending = Refuses(host => Scratch.Run(host, Scratch.Apply), No, "", host => Assert.Equal(0, Binary.Start("sh", ["-ec", make, host.Folder], clean: false).Status));

        Assert.Contains($"Refused: {why}", ending.Output.Replace("\n  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_file_that_is_no_file_is_not_read()
    {
        Ending ending = Refuses(
            host => Scratch.Run(host, Scratch.Apply), No, "",
            host => Assert.Equal(0, Binary.Start("sh", ["-ec", "rm $0/etc/subuid && mkfifo $0/etc/subuid", host.Folder], clean: false).Status));

        Assert.Contains("Refused: no subordinate ids can be given: read /etc/subuid: a FIFO, not a regular file.", ending.Output.Replace("\n  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_whom_nobody_knows_is_a_mistake() =>
        Refuses(host => Scratch.Run(host, "apply", "--user", "nobody-here", "--root"), Usage, "no user 'nobody-here' on this host");

    [Fact]
    public void A_window_with_no_room_left_is_named()
    {
        Ending ending = Refuses(
            host => Scratch.Run(host, Scratch.Apply), No, "",
            host => host["/etc/login.defs"] = "SUB_UID_MIN 100000\nSUB_UID_MAX 265535\nSUB_GID_MIN 100000\nSUB_GID_MAX 265535\n");

        Assert.Contains("no 65536 ids are free in 100000-265535", ending.Output, StringComparison.Ordinal);
        Assert.StartsWith("Nothing was changed.\n", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_weakens_the_host_needs_its_own_word()
    {
        Ending ending = Refuses(
            host => Scratch.Run(host, "apply", "--engine", "k3s", "--user", "alice", "--root"), No, "",
            host => host.MakeProgram("/usr/bin/k3s")["/proc/sys/net/ipv4/ip_forward"] = "0\n");

        Assert.StartsWith("Nothing was changed.\n\nNot without your word: set net.ipv4.ip_forward to 1", ending.Output, StringComparison.Ordinal);
        Assert.Contains("--allow host-wide", ending.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("undo")]
    public void A_capture_is_no_host(string verb)
    {
        string capture = Path.Combine(CatalogueTests.Sources(), "tests/RootlessHost.Tests/captures/bookworm-root");
        Ending ending = Binary.Run(verb, "--root", capture);

        Assert.Equal((Usage, $"rootless-host: --root {capture}: a capture shows a host and is none, so it is not changed\n"), (ending.Status, ending.Errors));
    }

    // Null: the caller looks at the words.
    private static Ending Refuses(Func<FixtureHost, Ending> act, int status, string? words, Action<FixtureHost>? prepare = null)
    {
        using FixtureHost host = Scratch.Make();
        prepare?.Invoke(host);
        var before = host.Snapshot();
        Ending ending = act(host);

        Assert.True(status == ending.Status, $"{ending.Status}: {ending.Errors}");
        if (words is not null) Assert.Equal(words.Length == 0 ? "" : $"rootless-host: {words}\n", ending.Errors);
        Assert.Equal(before, host.Snapshot());
        Assert.DoesNotContain(Scratch.Journal(host), name => !name.Contains("back", StringComparison.Ordinal));
        return ending;
    }

    // Mounts of nobody but this run, and of nothing but the scratch host.
    private static Ending InNamespace(FixtureHost host, string mount, string after = ":")
    {
        Ending ending = Binary.Start(
            "unshare", ["--mount", "--propagation", "private", "sh", "-c", $"({mount}) || exit 99; host=$0; \"$@\"; status=$?; ({after}) || exit 98; exit $status", host.Folder, Binary.Path, .. Scratch.Apply, host.Folder], clean: false);
        Assert.SkipWhen(ending.Status == 99 || ending.Errors.Contains("unshare", StringComparison.Ordinal), $"no mount namespace: {ending.Errors}");
        return ending;
    }

    private static string Self() => $"pid {Environment.ProcessId} ({File.ReadAllText($"/proc/{Environment.ProcessId}/comm").Trim()})";
}
