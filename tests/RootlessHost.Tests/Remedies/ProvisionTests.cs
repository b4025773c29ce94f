using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Tests.Remedies;

/// <summary>How transactions follow each other, and what is left of one that did not come to its end.</summary>
public sealed class ProvisionTests
{
    private const string Journals = "/var/lib/rootless-host/transactions";

    [Fact]
    public void Who_says_no_to_what_the_first_transaction_made_visible_is_obeyed()
    {
        using FixtureHost host = Lacking();
        int looks = 0;
        int asked = 0;

        // After the first transaction the second program lacks its mode too.
        Applied applied = host.Apply(
            scoped: _ =>
            {
                if (++looks == 2) host.MakeProgram("/usr/bin/newgidmap", "0755");
            },
            consent: _ => ++asked == 1);

        Assert.Equal((2, 1), (asked, applied.Done.Count));
        Assert.Equal(("/usr/bin/newgidmap", (UnixFileMode)0b111_101_101), (Assert.Single(applied.Last.Changes).Target, File.GetUnixFileMode(host.On("/usr/bin/newgidmap"))));
    }

    [Fact]
    public void What_was_broken_off_while_its_end_was_waited_for_is_taken_back_first()
    {
        using FixtureHost host = Lacking();
        host["/etc/subuid"] = "";

        host.Apply(before: _ =>
        {
            // As a kill leaves it that came behind the first of two steps.
            host.MakeFolder(Journals, (UnixFileMode)0b111_000_000);
            host[$"{Journals}/000007.begun.json"] = """
                {"schema":"rootless-host.transaction/1","id":7,"at":null,"by":null,"undoes":null,"summaries":["x"],"steps":[
                {"step":"file","path":"/etc/left","before":null,"after":{"content":"eA==","mode":420,"uid":OWNER,"gid":GROUP,"attributes":{}}}]}
                """.Replace("OWNER", $"{Owner(host).Uid}").Replace("GROUP", $"{Owner(host).Gid}");
            File.SetUnixFileMode(host.On($"{Journals}/000007.begun.json"), (UnixFileMode)0b110_000_000);
            host["/etc/left"] = "x";
            File.SetUnixFileMode(host.On("/etc/left"), (UnixFileMode)0b110_100_100);
        });

        Assert.False(File.Exists(host.On("/etc/left")));
        Assert.Equal(["000007.back.json", "000008.done.json"], Names(host));
        Assert.Equal((UnixFileMode)0b100_111_101_101, File.GetUnixFileMode(host.On("/usr/bin/newuidmap")));
    }

    [Fact]
    public void Where_the_look_afterwards_is_not_possible_everything_is_taken_back()
    {
        using FixtureHost host = Lacking();
        host["/etc/subuid"] = "";
        var before = host.Snapshot();
        int looks = 0;

        Assert.Throws<FormatException>(() => host.Apply(scoped: _ =>
        {
            if (++looks == 2) throw new FormatException("no user 'alice' on this host");
        }));

        Assert.Equal(before, host.Snapshot());
        Assert.Equal(["000001.back.json"], Names(host));
    }

    [Fact]
    public void The_journal_does_not_grow_for_ever()
    {
        using FixtureHost host = Lacking();
        host.MakeFolder(Journals, (UnixFileMode)0b111_000_000);
        for (int id = 1; id <= 400; id++) host[$"{Journals}/{id:D6}.{(id % 2 == 0 ? "done" : "back")}.json"] = "";

        host.Apply(before: _ => { });

        string[] names = Names(host);
        Assert.Equal((200, 19), (names.Count(name => name.Contains("done", StringComparison.Ordinal)), names.Count(name => name.Contains("back", StringComparison.Ordinal))));
        Assert.Equal("000401.done.json", names[^1]);
        Assert.DoesNotContain("000002.done.json", names);
    }

    [Fact]
    public void What_no_program_takes_back_is_not_said_to_be_as_it_was()
    {
        using FixtureHost host = Lacking();
        using var interruption = new Interruption();
        using var root = WritableRoot.At(host.Folder);
        var transaction = new Transaction(root, interruption, TimeSpan.FromSeconds(1), null);
        RunStep loaded = new("/sbin/modprobe", ["--", "tun"]);
        RunStep packages = new("/usr/bin/apt-get", ["install", "uidmap"]) { IsLong = true };
        host.MakeFolder(Journals, (UnixFileMode)0b111_000_000);
        var begun = new JournalEntry(JournalEntry.CurrentSchema, 1, null, null, null, [], [loaded, packages]);
        host[$"{Journals}/000001.begun.json"] = "";

        Assert.Equal("not taken back: what modprobe -- tun did", transaction.TakeBack(begun, [loaded]).Text);
        host[$"{Journals}/000001.begun.json"] = "";
        Assert.Equal("the host is as it was", transaction.TakeBack(begun, [loaded], failed: loaded).Text);
        host[$"{Journals}/000001.begun.json"] = "";
        Assert.Equal("not taken back: what apt-get install uidmap did", transaction.TakeBack(begun, [packages], failed: packages).Text);
    }

    private static FixtureHost Lacking()
    {
        var host = new FixtureHost();
        host.AsDebian();
        return host.MakeProgram("/usr/bin/newuidmap", "0755").MakeProgram("/usr/bin/newgidmap", "4755");
    }

    private static FileStatus Owner(FixtureHost host)
    {
        using var root = Root.At(host.Folder);
        return root.Stat("/etc")!;
    }

    private static string[] Names(FixtureHost host) => [.. Directory.EnumerateFiles(host.On(Journals)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
