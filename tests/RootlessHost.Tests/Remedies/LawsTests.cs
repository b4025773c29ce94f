using System.Text;
using CsCheck;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Remedies;

/// <summary>What holds of every plan, whatever the host is like.</summary>
public sealed class LawsTests
{
    private static readonly string[] Rows =
    [
        "u{0}:{1}:65536", "u{0}:{1}:1000", "u{0}:{1}:65536\nu{0}:{2}:1000", "{3}:{1}:65536", "# u{0} has none", "", "u{0}:{1}", "someone:{1}:65536\n\n#", "+nis::", "u{0} :{1}:65536",
    ];

    private static readonly string[] Modes = ["4755", "0755", "0700"];

    private static readonly Gen<(string Rows, bool Newline)> Table = Gen.Select(
        Gen.Select(Gen.Int[0, Rows.Length - 1], Gen.Int[0, 4], Gen.Int[0, 40], (row, user, block) =>
            string.Format(System.Globalization.CultureInfo.InvariantCulture, Rows[row], user, 100_000 + (block * 65536), 100_000 + ((block + 50) * 65536), 1000 + user)).List[0, 8],
        Gen.Bool,
        (rows, newline) => (string.Join('\n', rows.Where(row => row.Length > 0)), newline));

    internal static readonly Gen<Wish> Hosts = Gen.Select(
        Table, Table, Gen.Int[1, 5], Gen.Int[0, 2].Select(at => Modes[at]), Gen.Bool.Select(docker => docker ? "docker" : "podman"), Gen.Bool,
        (uids, gids, users, mode, engine, boot) => new Wish(Lines(uids), Lines(gids), users, mode, engine, boot));

    [Fact]
    public void Apply_is_all_that_plan_said_and_makes_the_checks_pass() => Hosts.Sample(wish =>
    {
        using FixtureHost host = wish.Make();
        Plan plan = host.Plan();
        Applied applied = host.Apply();

        if (plan.Refusals.Count > 0)
        {
            Assert.Empty(applied.Done);
            return;
        }
        Assert.Equal(plan.Changes, applied.Done.SelectMany(done => done.Plan.Changes));
        foreach (DraftedFile file in plan.Files.Where(file => file.ChangesContent)) Assert.Equal(file.After, File.ReadAllBytes(host.On(file.Path)));
        Assert.Empty(host.Plan().Changes);
        Assert.DoesNotContain(host.Plan().Before.Findings, judgement => applied.Done.Any(done => done.Plan.Changes.Any(change => change.Check == judgement.Id && change.User == judgement.User))
            && judgement.Status == RootlessHost.Checks.Status.Fail && judgement.Finding.Remedy is { Automatic: true });
    }, iter: 150);

    [Fact]
    public void Apply_twice_is_apply_once() => Hosts.Sample(wish =>
    {
        using FixtureHost host = wish.Make();
        host.Apply();
        var once = host.Snapshot(withTimes: true);

        Assert.Empty(host.Apply().Done);
        Assert.Equal(once, host.Snapshot(withTimes: true));
    }, iter: 100);

    [Fact]
    public void Undo_gives_back_every_byte_mode_and_owner() => Hosts.Sample(wish =>
    {
        using FixtureHost host = wish.Make();
        var before = host.Snapshot();
        int done = host.Apply().Done.Count;
        for (int i = 0; i < done; i++) Assert.NotNull(host.Undo());

        Assert.Equal(before, host.Snapshot());
        Assert.Null(host.Undo());
    }, iter: 100);

    [Fact]
    public void The_rows_of_others_stay_as_they_are_to_the_byte() => Hosts.Sample(wish =>
    {
        using FixtureHost host = wish.Make();
        host.Apply();

        Assert.StartsWith(wish.Uids, File.ReadAllText(host.On("/etc/subuid")));
        Assert.StartsWith(wish.Gids, File.ReadAllText(host.On("/etc/subgid")));
    }, iter: 100);

    [Fact]
    public void Nobody_gets_what_somebody_has() => Hosts.Sample(wish =>
    {
        using FixtureHost host = wish.Make();
        host.Apply();

        foreach ((IdKind kind, string before) in new[] { (IdKind.Uid, wish.Uids), (IdKind.Gid, wish.Gids) })
        {
            SubidFile old = SubidFile.Parse(Encoding.UTF8.GetBytes(before), null);
            SubidFile now = SubidFile.Parse(File.ReadAllBytes(host.On(SubidTable.PathOf(kind))), null);
            SubidRow[] added = now.Rows[old.Rows.Length..].ToArray();
            for (int i = 0; i < added.Length; i++)
            {
                Assert.Equal(65536UL, added[i].Range.Count);
                Assert.True(added[i].Range.Start is >= 100_000 and < 600_100_000);
                foreach (SubidRow other in now.Rows[..(old.Rows.Length + i)])
                {
                    (IdRange shadow, IdRange else_) = now.Readings(other);
                    Assert.False(shadow.Overlaps(added[i].Range) || else_.Overlaps(added[i].Range), $"{now.TextOf(added[i])} and {now.TextOf(other)}");
                }
            }
        }
    }, iter: 100);

    private static string Lines((string Rows, bool Newline) table) => table.Rows.Length > 0 && table.Newline ? table.Rows + "\n" : table.Rows;

    internal sealed record Wish(string Uids, string Gids, int Users, string HelperMode, string Engine, bool Boot)
    {
        public FixtureHost Make()
        {
            var host = new FixtureHost { Engines = [Engine], Needs = Boot ? ["boot"] : [] };
            host.AsDebian();
            host["/etc/passwd"] = "root:x:0:0:root:/root:/bin/bash\n" + string.Concat(Enumerable.Range(0, Users).Select(user => $"u{user}:x:{1000 + user}:{1000 + user}::/home/u{user}:/bin/bash\n"));
            host["/etc/subuid"] = Uids;
            host["/etc/subgid"] = Gids;
            host["/etc/containers/policy.json"] = "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}";
            for (int user = 0; user < Users; user++) host.MakeFolder($"/home/u{user}");
            foreach (string program in (string[])["podman", "slirp4netns", "crun", "conmon", "fuse-overlayfs", "docker", "dockerd", "dockerd-rootless.sh", "rootlesskit", "iptables", "sysctl", "nsenter", "systemctl"]) host.MakeProgram($"/usr/bin/{program}");
            host.MakeProgram("/usr/bin/newuidmap", HelperMode).MakeProgram("/usr/bin/newgidmap", HelperMode);
            host.MakeFolder("/var/lib/systemd/linger");
            return host;
        }
    }
}
