using System.Diagnostics;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Tests.Remedies;

/// <summary>What somebody who made an image, or may write where they should not, gets out of <c>apply</c> and <c>undo</c>: nothing.</summary>
public sealed class HostileTests
{
    private const string Journals = "/var/lib/rootless-host/transactions";
    private const UnixFileMode Private = (UnixFileMode)0b111_000_000;

    [Theory]
    [InlineData("""{"step":"run","program":"/bin/touch","arguments":["/tmp/x"],"back":["/tmp/x"],"isLast":false,"isLong":false,"alsoWell":[]}""", "/bin/touch /tmp/x: that is not done to an image")]
    [InlineData("""{"step":"sysctl","key":"kernel.core_pattern","before":"core","after":"|/x"}""", "kernel.core_pattern: that is not done to an image")]
    [InlineData("""{"step":"mount","type":"cgroup2","path":"/home"}""", "/home: that is not done to an image")]
    [InlineData("""{"step":"folder","path":"/dev/x","mode":511}""", "/dev/x: that is not done to an image")]
    [InlineData("""{"step":"file","path":"//proc/sys/kernel/core_pattern","before":null,"after":{"content":"","mode":420,"uid":0,"gid":0,"attributes":{}}}""", "//proc/sys/kernel/core_pattern: that is not done to an image")]
    [InlineData("""{"step":"attributes","path":"/dev/sda","before":{"content":null,"mode":438,"uid":0,"gid":0,"attributes":{}},"after":{"content":null,"mode":432,"uid":0,"gid":0,"attributes":{}}}""", "/dev/sda: that is not done to an image")]
    [InlineData("""{"step":"file","path":"/etc/x","before":null,"after":{"content":null,"mode":420,"uid":0,"gid":0,"attributes":{}}}""", "no journal: a step that is none")]
    [InlineData("""{"step":"file","path":"/etc/x","before":null,"after":null}""", "no journal: a step that is none")]
    [InlineData("""{"step":"file","path":"/etc/x","before":null,"after":{"content":"","mode":420,"uid":0,"gid":0,"attributes":{"user.x":null}}}""", "no journal: a step that is none")]
    [InlineData("""{"step":"attributes","path":"/etc/x","before":null,"after":null}""", "no journal: ")]
    [InlineData("""{"step":"folder"}""", "no journal: ")]
    [InlineData("""{"step":"dance"}""", "no journal: ")]
    [InlineData("""{"path":"/etc/x"}""", "no journal: ")]
    [InlineData("null", "no journal: a step that is none; nothing is changed while it is there: see what it did, then remove it")]
    [InlineData("[]", "no journal: ")]
    public void A_journal_of_an_image_makes_nobody_run_a_program_or_change_this_machine(string step, string why)
    {
        using FixtureHost host = Lacking();
        foreach (string state in (string[])["begun", "done"])
        {
            Forge(host, state, step);
            var before = host.Snapshot();

            FormatException wrong = Assert.Throws<FormatException>(() =>
            {
                if (state == "begun") host.Recover();
                else host.Undo();
            });
            Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
            Assert.Contains($"{Journals}/000001.{state}.json", wrong.Message, StringComparison.Ordinal);
            Assert.Equal(before, host.Snapshot());
            Directory.Delete(host.On(Journals), recursive: true);
        }
    }

    [Theory]
    [InlineData("chmod 0777 $0/var/lib/rootless-host", "/var/lib/rootless-host: others than root may write to it (mode 0777), and it says what root does: look what is in it, then chmod go-w /var/lib/rootless-host")]
    [InlineData("chmod 0730 $0/var/lib/rootless-host/transactions", "/var/lib/rootless-host/transactions: others than root may write to it (mode 0730), and it says what root does: look what is in it, then chmod go-w /var/lib/rootless-host/transactions")]
    [InlineData("chown 1000 $0/var/lib/rootless-host/transactions", "/var/lib/rootless-host/transactions: belongs to uid 1000, not to root, and says what root does: look what is in it, then chown root /var/lib/rootless-host/transactions")]
    public void A_journal_that_others_may_write_is_neither_believed_nor_gone_on_with(string spoil, string why)
    {
        Assert.SkipUnless(WritableRoot.CallerIsRoot || !spoil.Contains("chown", StringComparison.Ordinal), "only root gives files away");
        using FixtureHost host = Lacking();
        host.Apply();
        File.WriteAllText(host.On("/etc/subuid"), "");
        Sh(spoil, host.Folder);
        var before = host.Snapshot();

        foreach (Action act in (Action[])[() => host.Apply(), () => host.Undo()]) Assert.Equal($"read {why}", Assert.Throws<RefusedException>(act).Message);
        Assert.Equal(before, host.Snapshot());
    }

    [Theory]
    [InlineData("chmod 0666 $0/var/lib/rootless-host/transactions/000001.done.json", "others than root may write to it")]
    [InlineData("cd $0/var/lib/rootless-host/transactions && mv 000001.done.json x && ln -s x 000001.done.json", "a symbolic link")]
    [InlineData("cd $0/var/lib/rootless-host/transactions && rm 000001.done.json && mkfifo -m 0600 000001.done.json", "a FIFO, not a regular file")]
    public void Nor_is_one_of_its_files(string spoil, string why)
    {
        using FixtureHost host = Lacking();
        host.Apply();
        Sh(spoil, host.Folder);

        Assert.Contains(why, Assert.Throws<RefusedException>(() => host.Undo()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/.pwd.lock")]
    [InlineData("/var/lib/rootless-host/lock")]
    public async Task A_lock_that_is_no_file_is_not_waited_for(string path)
    {
        using FixtureHost host = Lacking();
        host["/etc/subuid"] = "";
        host.MakeFolder("/var/lib/rootless-host");
        Sh($"mkfifo $0{path}", host.Folder);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        string message = await Task.Run(() => Assert.ThrowsAny<IOException>(() => host.Apply()).Message, end.Token).WaitAsync(end.Token);

        Assert.Contains($"{path}: not a regular file, so nobody can hold it", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_end_somewhere_and_are_written_in_one_way()
    {
        using FixtureHost host = Lacking();
        Forge(host, "done", "");
        foreach (string name in (string[])["2147483647", "1", "+00002", "99999999999"]) File.Move(Directory.GetFiles(host.On(Journals))[0], host.On($"{Journals}/{name}.begun.json"));

        host.Recover();

        Assert.Equal(1, Assert.Single(host.Apply().Done).Entry.Id);
    }

    [Fact]
    public void Whose_image_it_is_gets_no_privilege_on_this_machine()
    {
        Assert.SkipUnless(WritableRoot.CallerIsRoot, "only root gives files away");
        using FixtureHost host = Lacking();
        host["/etc/os-release"] = "ID=fedora\nVERSION_ID=42\n";
        host.MakeProgram("/usr/bin/newuidmap", "0755");
        host["/bin/evil"] = "";
        Sh("chown -R 1000:1000 $0", host.Folder);

        // What Fedora ships is a file capability, with which whoever owns the program would be root.
        Assert.DoesNotContain(host.Plan().Changes, change => change.Kind == "capability");
        foreach (string after in (string[])
            [
                """{"content":null,"mode":2541,"uid":0,"gid":1000,"attributes":{}}""",
                """{"content":null,"mode":1517,"uid":1000,"gid":0,"attributes":{}}""",
                """{"content":null,"mode":493,"uid":1000,"gid":1000,"attributes":{"security.capability":"AQAAAoAAAAAAAAAAAAAAAAAAAAA="}}""",
            ])
        {
            Forge(host, "done", """{"step":"attributes","path":"/bin/evil","before":AFTER,"after":{"content":null,"mode":420,"uid":1000,"gid":1000,"attributes":{}}}""".Replace("AFTER", after));
            File.SetUnixFileMode(host.On("/bin/evil"), (UnixFileMode)0b110_100_100);
            Sh("chown -R 1000:1000 $0", host.Folder);

            Assert.Contains("whose image this is", Assert.Throws<TransactionException>(() => host.Undo()).Message, StringComparison.Ordinal);
            Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(host.On("/bin/evil")));
            Directory.Delete(host.On(Journals), recursive: true);
        }
    }

    [Fact]
    public void A_file_of_an_image_that_has_other_names_elsewhere_is_left_alone()
    {
        using FixtureHost host = Lacking();
        using var elsewhere = new FixtureHost();
        elsewhere.MakeProgram("/program", "0755");
        Sh($"rm $0/usr/bin/newuidmap; ln {elsewhere.On("/program")} $0/usr/bin/newuidmap", host.Folder);

        Assert.Contains("which may be outside the image", Assert.Throws<TransactionException>(() => host.Apply()).Message, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(elsewhere.On("/program")));
    }

    [Fact]
    public void The_devices_that_are_mounted_in_an_image_are_this_machines()
    {
        using FixtureHost host = Lacking();

        Assert.True(new FolderStep("/dev/x", 0).IsOfRunningMachine);
        Assert.False(new FolderStep("/devices", 0).IsOfRunningMachine);
        Assert.Equal([], host.Plan().Files.Where(file => Step.IsPathOfRunningMachine(file.Path)));
    }

    // A host that lacks the mode of newuidmap.
    private static FixtureHost Lacking()
    {
        var host = new FixtureHost();
        host.AsDebian();
        return host.MakeProgram("/usr/bin/newuidmap", "0755").MakeProgram("/usr/bin/newgidmap", "4755");
    }

    private static void Forge(FixtureHost host, string state, string steps)
    {
        host.MakeFolder(Journals, Private);
        string path = host.On($"{Journals}/000001.{state}.json");
        File.WriteAllText(path, $$"""{"schema":"rootless-host.transaction/1","id":1,"at":null,"by":null,"undoes":null,"summaries":["x"],"steps":[{{steps}}]}""");
        File.SetUnixFileMode(path, (UnixFileMode)0b110_000_000);
        if (WritableRoot.CallerIsRoot) Sh("chown -R --reference=$0 $0/var/lib/rootless-host", host.Folder);
    }

    private static void Sh(string script, string folder)
    {
        using Process shell = Process.Start("sh", ["-ec", script, folder]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
