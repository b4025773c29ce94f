using System.Globalization;
using System.Text.Json;

namespace RootlessHost.Tests.Shipped;

/// <summary>No account keeps the others from an answer, whatever it has in its home.</summary>
public sealed class CostTests
{
    private const string Engines = "--engine docker --engine podman --engine nerdctl --engine buildkit --engine k3s --engine kubernetes --engine apptainer --engine lxc";

    // Nobody's file is larger, as Root takes it; and one that is read whole.
    private const int Large = 1_000_000;
    private const int Read = 255_000;

    private const string Unit = ".config/systemd/user/docker.service";

    [Fact]
    public void Sixty_accounts_that_cost_what_they_can_take_seconds_and_spoil_their_own_answers_alone()
    {
        using var strangers = new Strangers();
        string plain = strangers.Add((home, _) => Write(home, ".config/docker/daemon.json", "{}"));
        for (int i = 0; i < 4; i++)
        {
            foreach (Action<string> bomb in Bombs) strangers.Add((home, _) => bomb(home));
        }
        string alone = strangers.Add((home, _) => Write(home, ".config/docker/daemon.json", "{}"));
        Ending ending = strangers.Run($$"""
            /usr/bin/time -o $PWD/time -f '%e %M' "$0" check --all-users {{Engines}} --format json >$PWD/report.json
            """);
        Assert.SkipWhen(ending.Errors.Contains("/usr/bin/time: No such", StringComparison.Ordinal), "GNU time is not installed");

        string[] cost = File.ReadAllLines(Path.Combine(strangers.Folder, "time"))[^1].Split(' ');
        Assert.Equal((1, ""), (ending.Status, ending.Errors));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Bombs.Count * 4} accounts: {cost[0]} s, {int.Parse(cost[1], CultureInfo.InvariantCulture) / 1024} MiB");
        Assert.InRange(double.Parse(cost[0], CultureInfo.InvariantCulture), 0, 60);
        Assert.InRange(int.Parse(cost[1], CultureInfo.InvariantCulture) / 1024, 0, 200);
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(strangers.Folder, "report.json")));
        foreach (string user in (string[])[plain, alone]) Assert.Equal("", string.Join("; ", Of(report, user).Where(finding => finding.Status == "unknown")));
        // Whoever is in the report, however long what they name: a page of text each.
        foreach (IGrouping<string, int> account in report.RootElement.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("user").ValueKind == JsonValueKind.String)
            .GroupBy(finding => finding.GetProperty("user").GetString()!, finding => finding.GetRawText().Length))
        {
            Assert.InRange(account.Sum(), 0, 600_000);
        }
    }

    [Fact]
    public void A_home_that_does_not_answer_is_unknown_and_the_others_are_judged()
    {
        using var strangers = new Strangers();
        string silent = strangers.Add((home, _) => Write(home, ".config/docker/daemon.json", "{}"));
        string other = strangers.Add((home, _) => Write(home, ".config/docker/daemon.json", "{}"));
        // Its server is stopped, and everybody may look there.
        Ending ending = strangers.Run($$"""
            mkdir /run/low /run/work
            cp -a /home/{{silent}} /run/up
            fuse-overlayfs -f -o allow_other,lowerdir=/run/low,upperdir=/run/up,workdir=/run/work /home/{{silent}} >/dev/null 2>&1 & server=$!; disown
            for n in $(seq 100); do grep -q /home/{{silent}} /proc/self/mountinfo && break; kill -0 $server 2>/dev/null || exit 77; sleep 0.1; done
            "$0" check --all-users --engine docker --format json >$PWD/before.json
            kill -STOP $server
            "$0" check --all-users --engine docker --format json --timeout 30 >$PWD/silent.json; status=$?
            "$0" watch --all-users --engine docker --interval 1h --report /run/report.json >/dev/null 2>&1 & watch=$!
            for n in $(seq 300); do [ -e /run/report.json ] && break; sleep 0.1; done
            cp /run/report.json $PWD/watched.json
            kill $watch; wait $watch
            kill -KILL $server; umount -l /home/{{silent}}
            # What waited there is gone.
            for n in $(seq 50); do grep -lsz "look-stag[e]" /proc/[0-9]*/cmdline | grep -qv "^/proc/$$/" || break; sleep 0.1; done
            grep -lsz "look-stag[e]" /proc/[0-9]*/cmdline | grep -v "^/proc/$$/" >$PWD/left
            exit $status
            """);
        Assert.SkipWhen(ending.Status == 77, "fuse-overlayfs cannot be started here");

        Assert.Equal((1, ""), (ending.Status, ending.Errors));
        Assert.Equal("", File.ReadAllText(Path.Combine(strangers.Folder, "left")));
        foreach (string file in (string[])["silent.json", "watched.json"])
        {
            using var before = JsonDocument.Parse(File.ReadAllText(Path.Combine(strangers.Folder, "before.json")));
            using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(strangers.Folder, file)));
            Assert.Equal(Of(before, other), Of(report, other));
            Assert.Contains(Of(report, silent), finding => finding.Status == "unknown" && finding.Reason.Contains($"/home/{silent} (fuse.fuse-overlayfs) did not answer within", StringComparison.Ordinal));
            Assert.DoesNotContain(Of(before, silent), finding => finding.Status == "unknown");
        }
    }

    private static IReadOnlyList<Action<string>> Bombs =>
    [
        // One large file under many names, as drop-ins, as containers, as what these include.
        home =>
        {
            Write(home, "big", "[Service]\n" + Lines("a=", Read));
            Link(home, Unit, "big");
            for (int i = 0; i < 32; i++) Link(home, $"{Unit}.d/{i}.conf", "big");
        },
        home =>
        {
            Write(home, "big", Lines("lxc.a=b", Read));
            for (int i = 0; i < 64; i++)
            {
                for (int j = 0; j < 63; j++) Link(home, $"l{i}.{j}", "big");
                Write(home, $".local/share/lxc/c{i}/config", string.Concat(Enumerable.Range(0, 63).Select(j => $"lxc.include = HOME/l{i}.{j}\n")).Replace("HOME", $"/home/s{Path.GetFileName(Path.GetDirectoryName(home))}", StringComparison.Ordinal));
            }
        },
        home => Write(home, Unit, "[Service]\n" + Lines("Environment=a a a a a a a a a a a a", Read)),
        home => Write(home, Unit, "[Service]\n" + Lines("a\\", Read)),
        home =>
        {
            for (int i = 0; i < 8; i++) Write(home, $".config/containers/containers.conf.d/{i}.conf", string.Concat(Enumerable.Range(0, 6000).Select(n => $"k{n}{i}=1\n")));
            Write(home, ".config/containers/storage.conf", string.Concat(Enumerable.Range(0, 700).Select(n => $"k{n}={new string('[', 40)}1{new string(']', 40)}\n")));
        },
        home => Write(home, ".config/containers/containers.conf", string.Concat(Enumerable.Repeat("a.", 31_000)) + "a=1\n"),
        home => Write(home, ".config/docker/daemon.json", "{" + string.Join(',', Enumerable.Range(0, 20_000).Select(n => $"\"{n}\":0")) + "}"),
        // Text that is long, and longer still in a shell or in JSON.
        home => Write(home, ".config/docker/daemon.json", $"{{\"data-root\":\"/{new string('\'', Read)}\"}}"),
        home => Write(home, ".config/docker/daemon.json", $"{{\"data-root\":\"/{string.Concat(Enumerable.Repeat("\\u0001/", 2000))}\"}}"),
        home =>
        {
            Write(home, ".config/containers/storage.conf", $"[storage]\ngraphroot = \"/{new string('\x1', 4000)}\"\n");
            Write(home, ".config/containers/containers.conf", $"[engine]\nruntime = \"{new string('\x1', Read)}\"\n");
        },
        home => Write(home, ".config/lxc/lxc.conf", $"lxc.default_config = /{new string('\'', 4000)}\nlxc.lxcpath = /{new string('\'', Read)}\n"),
        // More names than a directory of configuration has; what never ends; links that go round, and far.
        home =>
        {
            for (int i = 0; i < 6000; i++) Write(home, $".config/containers/containers.conf.d/{i}.conf", "");
        },
        home =>
        {
            Link(home, ".config/docker/daemon.json", "/dev/zero");
            Link(home, ".config/containers/storage.conf", "storage.conf");
            Link(home, ".config/containers/containers.conf", "/proc/kmsg");
            Write(home, ".config/lxc/default.conf", "lxc.include = .\n");
        },
        home =>
        {
            Directory.CreateDirectory(Path.Combine(home, "a"));
            for (int i = 0; i < 40; i++) Link(home, $"l{i}", string.Concat(Enumerable.Repeat("./a/../", 550)));
            Write(home, ".config/docker/daemon.json", $"{{\"data-root\":\"/home/s{Path.GetFileName(Path.GetDirectoryName(home))}/{string.Join('/', Enumerable.Range(0, 39).Select(i => $"l{i}"))}\"}}");
        },
        home =>
        {
            using FileStream sparse = File.Create(Path.Combine(home, "sparse"));
            sparse.SetLength(1L << 40);
            Link(home, ".config/docker/daemon.json", "../../sparse");
            Write(home, ".config/containers/storage.conf", new string('\n', Large));
        },
    ];

    private static IEnumerable<(string Id, string Status, string Reason)> Of(JsonDocument report, string user) => report.RootElement.GetProperty("findings").EnumerateArray()
        .Where(finding => finding.GetProperty("user").GetString() == user)
        .Select(finding => (finding.GetProperty("id").GetString()!, finding.GetProperty("status").GetString()!, finding.GetProperty("reason").GetString()!));

    private static string Lines(string line, int length) => string.Concat(Enumerable.Repeat(line + "\n", length / (line.Length + 1)));

    private static void Write(string home, string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, file))!);
        File.WriteAllText(Path.Combine(home, file), text);
    }

    // From the home.
    private static void Link(string home, string file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, file))!);
        bool isOfHome = !target.StartsWith('/') && !target.Contains('/') && file.Contains('/') && target != Path.GetFileName(file);
        File.CreateSymbolicLink(Path.Combine(home, file), isOfHome ? string.Concat(Enumerable.Repeat("../", file.Count(c => c == '/'))) + target : target);
    }
}
