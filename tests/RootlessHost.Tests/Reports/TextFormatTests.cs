using RootlessHost.Checks;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

public sealed class TextFormatTests
{
    [Fact]
    public void Says_the_verdict_first_then_what_to_mend()
    {
        using var sample = new Sample();

        Assert.Equal("""
            Not ready: docker for alice, because of subid.size.
            Not ready: podman for alice, because of sec.apparmor and subid.size.
              Looked at web1, Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64.

            FAIL subid.size: alice
              1000 subordinate uids, 65536 needed.
                /etc/subuid:3: alice:100000:1000
              Required by docker and podman.
              Fix: give alice the subordinate uids and gids 524288-589823. It takes effect
              when the engine is restarted. As root:
                usermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice

            UNKNOWN sec.apparmor
              open /sys/kernel/security/apparmor/profiles: Permission denied.
              Required by podman.

            WARN cgroup.delegation: alice
              cpu is not delegated.
              Recommended for docker and podman.

            1 failed, 1 unknown, 1 warning, 1 passed, 1 skipped.
            rootless-host explain ID says more about a check.

            """, Sample.Written("text", sample.Report(Sample.Mixed)));
    }

    [Fact]
    public void Says_in_a_few_lines_that_all_is_well()
    {
        using var sample = new Sample { Engines = ["podman"] };

        Assert.Equal("""
            Ready: podman for alice.
              Looked at web1, Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64.

            1 passed.

            """, Sample.Written("text", sample.Report(Sample.Of("subid.size", "alice", Finding.Pass("65536 subordinate uids")))));
    }

    [Fact]
    public void Lists_what_passed_and_why_things_matter_when_asked()
    {
        using var sample = new Sample();

        string text = Sample.Written("text", sample.Report(Sample.Mixed), new Style(Verbose: true));

        Assert.Contains("  Wanted: at least 65536. Found: 1000.\n", text);
        Assert.Contains("  Because it breaks otherwise.\n", text);
        Assert.Contains("pass userns.max: up to 96365 user namespaces\nskip systemd.linger (alice): not wanted\n", text);
    }

    [Fact]
    public void Says_the_same_of_many_users_once()
    {
        using var sample = new Sample { Engines = ["podman"] };
        Judgement[] findings = [.. Enumerable.Range(0, 60_000).Select(i => Sample.Of("subid.size", Name(i), Finding.Fail("no subordinate uids").With(Sample.Ids(Name(i)))))];

        string text = Sample.Written("text", sample.Report(findings));

        Assert.StartsWith("Not ready: podman for alice, bob and 59,998 more, because of subid.size.\n", text);
        Assert.Contains("FAIL subid.size: alice, bob and 59,998 more\n", text);
        Assert.Contains("# and likewise for 59,997 more: --format json lists them\n", text);
        Assert.True(text.Split('\n').Length < 20, text);

        static string Name(int i) => i switch { 0 => "alice", 1 => "bob", _ => $"user{i}" };
    }

    [Fact]
    public void Stays_short_when_each_user_has_a_reason_of_his_own()
    {
        using var sample = new Sample { Engines = ["podman"] };
        Judgement[] findings = [.. Enumerable.Range(0, 1000).Select(i => Sample.Of("subid.size", $"user{i}", Finding.Fail($"{i} subordinate uids, 65536 needed")))];

        string text = Sample.Written("text", sample.Report(findings));

        Assert.Contains("  992 more, each for a reason of its own: --format json lists them.\n", text);
        Assert.True(text.Split('\n').Length < 60, text);
    }

    [Fact]
    public void Fits_80_columns_but_never_breaks_a_command()
    {
        using var sample = new Sample();
        string command = "echo " + new string('x', 100) + " and more words after it >> /etc/some/file";
        string text = Sample.Written("text", sample.Report(
            Sample.Of("userns.max", null, Finding.Fail(string.Join(' ', Enumerable.Repeat("word", 60))).Because("/etc/file", new string('y', 300)).With(new Remedy(new ByHand("do it", command))))));

        Assert.Contains($"    {command}\n", text);
        Assert.All(text.Split('\n').Where(line => !line.Contains(command)), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Shows_what_is_hostile_without_obeying_it()
    {
        using var sample = new Sample { Engines = ["podman"] };
        const string Name = "eve\e[2J\u202e\n";

        string text = Sample.Written("text", sample.Report(Sample.Of("subid.size", Name, Finding.Fail($"no ids for {Name}").Because(new Evidence("/etc/subuid", 1, Name)))));

        Assert.Contains(@"FAIL subid.size: eve\x1b[2J\u202e\x0a", text);
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
    }

    [Fact]
    public void Colours_only_when_told_to()
    {
        using var sample = new Sample();

        Assert.DoesNotContain("\e", Sample.Written("text", sample.Report(Sample.Mixed)));
        Assert.Contains("\e[1;31mFAIL\e[0m subid.size", Sample.Written("text", sample.Report(Sample.Mixed), new Style(Color: true)));
    }

    [Fact]
    public void Speaks_of_an_image_as_an_image()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "" };

        string text = Sample.Written("text", host.Check());

        Assert.StartsWith("Image not ready: podman, because of ", text);
        Assert.Contains("An image has no running kernel and no sessions", text);
    }
}
