using System.Diagnostics;
using System.Text;
using CsCheck;
using NJsonSchema;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Remedies;

/// <summary>What a plan says, to people and to programs.</summary>
public sealed class PlanTests
{
    [Fact]
    public void Says_each_change_with_its_reason_and_how_the_files_will_differ()
    {
        using FixtureHost host = Ready();
        host["/etc/subuid"] = "# ours\nbob:100000:65536";
        host["/etc/subgid"] = "";

        Assert.Equal("""
            1. End /etc/subuid with a newline.
               subid.syntax alice: /etc/subuid does not end in a newline, and shadow from
               4.19 on refuses such a file.
            2. Give alice the subordinate uids and gids 196608-262143.
               subid.present alice: no subordinate uids or gids. In force when the engine is
               restarted.

            --- /etc/subuid
            +++ /etc/subuid
            @@ -1,2 +1,3 @@
             # ours
            -bob:100000:65536
            \ No newline at end of file
            +bob:100000:65536
            +alice:196608:65536

            --- /etc/subgid
            +++ /etc/subgid
            @@ -0,0 +1 @@
            +alice:196608:65536

            """, Text(host.Plan()));
    }

    [Fact]
    public void A_mode_is_a_change_beside_files()
    {
        using FixtureHost host = Ready();
        host.MakeProgram("/usr/bin/newuidmap", "0755");

        Plan plan = host.Plan();

        Assert.Equal(("mode", "/usr/bin/newuidmap", "0755", "4755", "subid.helpers-priv", null),
            plan.Changes.Select(change => (change.Kind, change.Target, change.Before, change.After, change.Check, change.User)).Single());
        Assert.Contains("Beside files:\n    chmod 4755 /usr/bin/newuidmap\n", Text(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_all_is_well_there_is_nothing_to_change()
    {
        using FixtureHost host = Ready();

        Assert.Equal("Nothing to change: all is well.\n", Text(host.Plan()));
    }

    [Fact]
    public void A_sysctl_is_kept_for_the_next_boot_and_no_lower_than_wanted()
    {
        using FixtureHost host = Ready();
        host.Needs = ["port:80"];
        host["/proc/sys/net/ipv4/ip_unprivileged_port_start"] = "1024\n";
        host["/etc/sysctl.d/99-rootless-host.conf"] = "# by hand\nnet.ipv4.ip_unprivileged_port_start=443\nvm.swappiness = 1\n";

        host.Apply();

        Assert.Equal("# by hand\nnet.ipv4.ip_unprivileged_port_start = 80\nvm.swappiness = 1\n", File.ReadAllText(host.On("/etc/sysctl.d/99-rootless-host.conf")));
        // An image has no kernel: what stands for one is left alone.
        Assert.Equal("1024\n", File.ReadAllText(host.On("/proc/sys/net/ipv4/ip_unprivileged_port_start")));
    }

    [Fact]
    public void A_folder_that_is_missing_is_made_and_goes_again()
    {
        using FixtureHost host = Ready();
        host.Needs = ["port:80"];
        host["/proc/sys/net/ipv4/ip_unprivileged_port_start"] = "1024\n";

        host.Apply();
        Assert.Equal("net.ipv4.ip_unprivileged_port_start = 80\n", File.ReadAllText(host.On("/etc/sysctl.d/99-rootless-host.conf")));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(host.On("/etc/sysctl.d")));

        host.Undo();
        Assert.False(Directory.Exists(host.On("/etc/sysctl.d")));
    }

    [Fact]
    public void A_full_window_is_refused_with_its_owner_and_nothing_is_written()
    {
        using FixtureHost host = Ready();
        host["/etc/subuid"] = "root:100000:600000000\n";
        host["/etc/subgid"] = "";
        host.MakeProgram("/usr/bin/newuidmap", "0755");
        var before = host.Snapshot();

        Applied applied = host.Apply();

        Assert.Empty(applied.Done);
        Assert.Equal("no 65536 ids are free in 100000-600100000, most of which has root (SUB_UID_MIN and SUB_UID_MAX of /etc/login.defs)", Assert.Single(applied.Last.Refusals).What);
        Assert.Equal(before, host.Snapshot());
    }

    [Theory]
    [InlineData(1000, "alice:131072:65536\n")]
    [InlineData(1001, "alice:196608:65536\n")]
    [InlineData(3000, "alice:131203072:65536\n")]
    public void By_uid_the_block_follows_from_the_uid(int uid, string row)
    {
        using FixtureHost host = Ready();
        host["/etc/passwd"] = $"root:x:0:0:root:/root:/bin/bash\nalice:x:{uid}:{uid}::/home/alice:/bin/bash\n";
        host["/etc/subuid"] = "";
        host["/etc/subgid"] = "";

        host.Apply(new SubordinateIdPolicy(ByUid: true));

        Assert.Equal((row, row), (File.ReadAllText(host.On("/etc/subuid")), File.ReadAllText(host.On("/etc/subgid"))));
    }

    [Theory]
    [InlineData("bob:131000:65536\n", "the block of uid 1000 (131072-196607) is not free: allocate = \"by-uid\" gives no other")]
    [InlineData("", "uid 1000 has no block in 700000-720000: allocate = \"by-uid\" counts from UID_MIN (1000), 65536 ids for each uid", 700_000UL, 720_000UL)]
    public void By_uid_nobody_gets_another_block(string rows, string reason, ulong? min = null, ulong? max = null)
    {
        using FixtureHost host = Ready();
        host["/etc/subuid"] = rows;
        host["/etc/subgid"] = "";

        Assert.Equal(reason, Assert.Single(host.Plan(new SubordinateIdPolicy(ByUid: true, Min: min, Max: max)).Refusals).What);
    }

    [Fact]
    public void Larger_blocks_are_given_where_they_are_wanted()
    {
        using FixtureHost host = Ready();
        host["/etc/subuid"] = "bob:131072:65536\n";
        host["/etc/subgid"] = "";

        host.Apply(new SubordinateIdPolicy(Count: 100_000, Min: 131_072));

        Assert.Equal("bob:131072:65536\nalice:196608:100000\n", File.ReadAllText(host.On("/etc/subuid")));
    }

    [Theory]
    [InlineData("chmod 0664 SUBUID", "others than root may write to /etc/subuid (mode 0664): look what is in it, then chmod go-w /etc/subuid")]
    [InlineData("chmod 0646 SUBUID", "others than root may write to /etc/subuid (mode 0646): look what is in it, then chmod go-w /etc/subuid")]
    [InlineData("chown 1000 SUBUID", "/etc/subuid belongs to uid 1000, not to root: look who wrote what is in it, then chown root /etc/subuid")]
    [InlineData("ln SUBUID SUBUID.other", "/etc/subuid is a file with 2 names (hard links), from which replacing it would part it: leave one")]
    [InlineData("ln -s passwd SUBUID-", "/etc/subuid- is a symbolic link, and only a file is replaced: put a file in its place")]
    [InlineData("ln SUBUID SUBUID.other; ln SUBUID.other SUBUID-; mv SUBUID.other SUBUID.x; cp SUBUID.x SUBUID.y; mv SUBUID.y SUBUID", "/etc/subuid- is a file with 2 names (hard links), from which replacing it would part it: leave one")]
    [InlineData("mv SUBUID SUBUID.other; ln -s subuid.other SUBUID", "/etc/subuid is a symbolic link, and only a file is replaced: put a file in its place")]
    public void What_is_not_roots_alone_is_not_replaced(string command, string refusal)
    {
        Assert.SkipUnless(WritableRoot.CallerIsRoot || !command.Contains("chown", StringComparison.Ordinal), "only root gives files away");
        using FixtureHost host = Ready();
        host["/etc/subuid"] = "";
        host.MakeProgram("/usr/bin/newuidmap", "0755");
        using (Process shell = Process.Start("sh", ["-c", command.Replace("SUBUID", host.On("/etc/subuid"))])) shell.WaitForExit();
        var before = host.Snapshot();

        Applied applied = host.Apply();

        Assert.Empty(applied.Done);
        Assert.Equal(refusal, Assert.Single(applied.Last.Refusals).What);
        Assert.Equal(before, host.Snapshot());
    }

    [Fact]
    public void Account_files_behind_a_link_are_not_edited()
    {
        using FixtureHost host = Ready();
        host["/etc/subuid"] = "";
        host["/etc/subgid"] = "";
        Directory.Move(host.On("/etc"), host.On("/private"));
        host.MakeLink("/etc", "private");
        var before = host.Snapshot();

        Applied applied = host.Apply();

        Assert.Empty(applied.Done);
        Assert.Equal("/etc/subgid leads to /private/subgid, where no tool of shadow's looks for its locks: put a folder in the link's place", Assert.Single(applied.Last.Refusals).What);
        Assert.Equal(before, host.Snapshot());
    }

    [Fact]
    public void Every_document_that_a_plan_prints_fits_its_schema()
    {
        using FixtureHost host = Ready();
        host["/etc/subuid"] = "";
        host.MakeProgram("/usr/bin/newuidmap", "0755");
        JsonSchema schema = Schema("plan");

        Assert.Empty(schema.Validate(Json(stream => PlanJson.Write(host.Plan(), stream))));
        Applied applied = host.Apply();
        string done = Json(stream => PlanJson.Write(applied, stream));
        Assert.Empty(schema.Validate(done));
        Assert.NotEmpty(schema.Validate(done.Replace("\"mode\"", "\"moda\"")));
    }

    [Fact]
    public void History_tells_what_was_done_and_what_became_of_it()
    {
        using FixtureHost host = Ready();
        host.MakeProgram("/usr/bin/newuidmap", "0755");
        host.Apply();
        host.Undo();
        using Root root = Root.At(host.Folder);
        (JournalEntry, JournalState)[] entries = [.. Journal.Entries(root).Reverse().Select(entry => (Journal.Read(root, entry.Id, entry.State), entry.State))];

        Assert.Equal("2 done\n    takes back 1\n1 done, and taken back later\n    set the mode of /usr/bin/newuidmap to 4755\n", Written(stream => HistoryText.Write(entries, stream, default)));
        Assert.Empty(Schema("history").Validate(Json(stream => HistoryJson.Write(entries, stream))));
    }

    [Fact]
    public void Its_differences_are_what_patch_takes() => Gen.Select(Gen.String[Gen.Char["ab\n"], 0, 30], Gen.String[Gen.Char["ab\n"], 0, 30]).Sample((before, after) =>
    {
        string diff = string.Concat(UnifiedDiff.Of("file", Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after)).Select(line => line + "\n"));
        if (before == after)
        {
            Assert.Empty(diff);
            return;
        }
        string folder = Directory.CreateTempSubdirectory("rootless-host-").FullName;
        try
        {
            File.WriteAllText($"{folder}/file", before);
            var start = new ProcessStartInfo("patch", ["--quiet", "file"]) { WorkingDirectory = folder, RedirectStandardInput = true, UseShellExecute = false };
            using Process patch = Process.Start(start)!;
            patch.StandardInput.Write(diff);
            patch.StandardInput.Close();
            patch.WaitForExit();

            Assert.Equal(0, patch.ExitCode);
            Assert.Equal(after, File.Exists($"{folder}/file") ? File.ReadAllText($"{folder}/file") : "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }, iter: 100, threads: 2);

    [Theory]
    [InlineData("/etc/subuid")]
    [InlineData("/etc/group")]
    public void Nothing_is_done_while_a_file_of_accounts_cannot_be_read_and_the_plan_says_so(string path)
    {
        using FixtureHost host = Ready();
        File.SetUnixFileMode(host.On("/usr/bin/newuidmap"), (UnixFileMode)0b111_101_101);
        File.Delete(host.On(path));
        host.MakeFolder(path);

        Plan plan = host.Plan();

        Assert.Equal([$"no subordinate ids can be given: read {path}: a directory, not a regular file"], plan.Refusals.Select(refusal => refusal.What));
        Assert.Contains(plan.Changes, change => change.Target == "/usr/bin/newuidmap");
    }

    private static FixtureHost Ready()
    {
        var host = new FixtureHost();
        host.AsDebian();
        host["/etc/containers/policy.json"] = "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}";
        foreach (string program in (string[])["podman", "slirp4netns", "crun", "conmon", "fuse-overlayfs", "iptables"]) host.MakeProgram($"/usr/bin/{program}");
        return host.MakeProgram("/usr/bin/newuidmap", "4755").MakeProgram("/usr/bin/newgidmap", "4755");
    }

    private static string Text(Plan plan) => Written(stream => PlanText.Write(plan, stream, default, diff: true));

    private static string Json(Action<Stream> write) => Written(write);

    private static string Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static JsonSchema Schema(string name)
    {
        using var reader = new StreamReader(Schemas.Open(name)!);
        return JsonSchema.FromJsonAsync(reader.ReadToEnd()).GetAwaiter().GetResult();
    }
}
