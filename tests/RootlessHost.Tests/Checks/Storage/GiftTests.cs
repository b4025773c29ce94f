using CsCheck;
using RootlessHost.Checks;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Checks.Storage;

/// <summary>Root gives nobody what is not theirs already, whatever their configuration names: over random trees.</summary>
public sealed class GiftTests
{
    private const uint Alice = 1000;

    // A directory below the home: whose it is, whether it is a link, a mount, and whether it holds something.
    private sealed record Step(uint Owner, bool IsLink, bool IsMount, bool IsEmpty, uint Mode);

    [Fact]
    public void Only_an_empty_directory_of_roots_within_the_accounts_own_is_given_away()
    {
        int given = 0, opened = 0, left = 0;
        Gen<Step> step = Gen.Select(
            Gen.Frequency((6, Gen.Const(Alice)), (2, Gen.Const(0u)), (1, Gen.Const(1001u))), Gen.Int[0, 9], Gen.Int[0, 9], Gen.Bool, Gen.Frequency((5, Gen.Const(0b111_101_101u)), (1, Gen.Const(0b110_000_000u))),
            (owner, link, mount, empty, mode) => new Step(owner, link == 0, mount == 0, empty, mode));
        Gen.Select(step.Array[1, 4], Gen.Bool, Gen.Int[0, 9], Gen.Int[0, 12]).Sample((steps, isThere, homes, elsewhere) =>
        {
            using FixtureHost host = Tree(steps, isThere, homes == 0 ? 0 : Alice, elsewhere == 0, out string path);
            Finding finding = host.Ask("storage.path");
            foreach (Change change in finding.Remedy?.Changes ?? [])
            {
                switch (change)
                {
                    case SetOwner gift:
                        given++;
                        Assert.Equal("alice", gift.Owner);
                        Assert.Null(Forbidden(steps, gift.Path, homes == 0 ? 0 : Alice, isGift: true));
                        break;
                    case SetMode open when open.Path.StartsWith("/home/alice", StringComparison.Ordinal):
                        opened++;
                        Assert.Null(Forbidden(steps, open.Path, homes == 0 ? 0 : Alice, isGift: false));
                        break;
                    case SetMode above:
                        Assert.StartsWith(above.Path.TrimEnd('/') + "/", "/home/alice/", StringComparison.Ordinal);
                        break;
                    default:
                        left++;
                        Assert.False(change.IsAutomatic, $"{change} for {path}");
                        break;
                }
            }
        }, iter: 1500, threads: 1);
        Assert.True(given > 20 && opened > 20 && left > 100, $"{given} given, {opened} opened, {left} left to a person");
    }

    [Theory]
    [InlineData("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:1 /srv/etc /home/alice/jail/etc rw - ext4 /dev/sda1 rw\n", "/home/alice/jail/etc is a mount of its own")]
    [InlineData("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:1 /srv /home/alice/jail rw - ext4 /dev/sda1 rw\n", "/home/alice/jail is a mount of its own")]
    [InlineData("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:40 / /home rw - nfs4 server:/home rw\n", "/home/alice is on nfs4, where another decides whose it is")]
    public void A_mount_is_left_to_a_person_who_is_told_why(string mounts, string why)
    {
        using FixtureHost host = Tree([new Step(Alice, false, false, false, 0b111_101_101), new Step(0, false, false, true, 0b111_101_101)], isThere: true, Alice, isElsewhere: false, out _, ["jail", "etc"]);
        host["/proc/self/mountinfo"] = mounts;

        Remedy remedy = host.Ask("storage.path").Remedy!;

        Assert.False(remedy.Automatic);
        Assert.Equal($"give /home/alice/jail/etc to alice, if all that it holds is meant to be ({why})", remedy.Summary);
    }

    // Said anew, from what the tree was made of.
    private static string? Forbidden(Step[] steps, string path, uint homeOwner, bool isGift)
    {
        if (path != "/home/alice" && !path.StartsWith("/home/alice/", StringComparison.Ordinal)) return "elsewhere";
        if (homeOwner != Alice) return "the home is another's";
        int depth = path.Split('/').Length - 3;
        if (depth > steps.Length) return "not there";
        for (int i = 0; i < depth; i++)
        {
            if (steps[i].IsLink || steps[i].IsMount) return "a link or a mount";
            bool isLast = i == depth - 1;
            if (steps[i].Owner != Alice && !(isLast && isGift && steps[i].Owner == 0 && steps[i].IsEmpty && depth == steps.Length)) return "another's, or holding something";
        }
        return null;
    }

    // Owners and modes are told, the rest is as the tree has it.
    private static FixtureHost Tree(Step[] steps, bool isThere, uint homeOwner, bool isElsewhere, out string path, string[]? names = null)
    {
        var lines = new List<string> { "otherwise tree", "stat / status 41ed 0 0 0 3 0:0 0", "stat /home status 41ed 0 0 0 3 0:0 0", "stat /srv status 41ed 0 0 0 3 0:0 0", $"stat /home/alice status 41ed {homeOwner} {homeOwner} 0 3 0:0 0" };
        var host = new FixtureHost { ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n" };
        string mounts = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n";
        string at = isElsewhere ? "/srv" : "/home/alice";
        host.MakeFolder(at).MakeFolder("/home/alice/.config/containers");
        lines.Add($"stat /home/alice/.config status 41ed {Alice} {Alice} 0 3 0:0 0");
        for (int i = 0; i < steps.Length; i++)
        {
            at += $"/{names?[i] ?? $"d{i}"}";
            lines.Add($"stat {at} status {0x4000 | steps[i].Mode:x} {steps[i].Owner} {steps[i].Owner} 0 2 0:0 0");
            if (steps[i].IsLink) lines.Add($"readlink {at} text /srv/other");
            if (steps[i].IsMount) mounts += $"{i + 2} 1 8:1 /x {at} rw - ext4 /dev/sda1 rw\n";
            host.MakeFolder(at);
        }
        if (!steps[^1].IsEmpty) host.MakeFolder($"{at}/held");
        path = isThere ? at : $"{at}/absent";
        host["/proc/self/mountinfo"] = mounts;
        host["/home/alice/.config/containers/storage.conf"] = $"[storage]\ngraphroot = \"{path}\"\n";
        host["/.rootless-host-capture"] = "rootless-host.capture/1\n" + string.Concat(lines.Select(line => line + "\n"));
        return host;
    }
}
