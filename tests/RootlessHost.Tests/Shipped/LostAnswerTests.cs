namespace RootlessHost.Tests.Shipped;

/// <summary>An answer that nobody gets: what was done stands, and is said to.</summary>
public sealed class LostAnswerTests
{
    private const string Stands = "the changes are made and stand: rootless-host undo 1 takes them back\n";

    [Theory]
    [InlineData(">/dev/full", "write standard output: No space left on device; ")]
    [InlineData(">&-", "write standard output: ")]
    [InlineData("| :", "write standard output: Broken pipe; ")]
    [InlineData("--output /absent/x", "open /absent/x: No such file or directory; ")]
    public void Of_changes_that_are_made(string where, string error)
    {
        using FixtureHost host = Host();
        Ending apply = Run(host, $"apply --user alice {where}");

        Assert.Equal(74, apply.Status);
        Assert.StartsWith($"rootless-host: {error}", apply.Errors, StringComparison.Ordinal);
        Assert.EndsWith(Stands, apply.Errors, StringComparison.Ordinal);
        Assert.Contains("alice:", File.ReadAllText(host.On("/etc/subuid")), StringComparison.Ordinal);

        Ending undo = Run(host, $"undo {where}");

        Assert.Equal(74, undo.Status);
        Assert.EndsWith("transaction 1 is taken back all the same\n", undo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("alice:", File.ReadAllText(host.On("/etc/subuid")), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_nothing_that_was_changed_nothing_more_is_said()
    {
        using FixtureHost host = Host();
        host["/etc/subuid"] = host["/etc/subgid"] = "alice:100000:65536\n";
        Ending apply = Run(host, "apply --user alice >/dev/full");

        Assert.Equal((74, "rootless-host: write standard output: No space left on device\n"), (apply.Status, apply.Errors));
    }

    [Fact]
    public void An_output_that_may_not_be_written_is_an_error_of_output()
    {
        // To a file that is sealed write(2) is not permitted, be it root's who writes.
        Ending ending = Binary.Start(
            "python3", ["-c", "import fcntl,os,sys; f=os.memfd_create('x',os.MFD_ALLOW_SEALING); fcntl.fcntl(f,1033,8); os.dup2(f,1); os.execv(sys.argv[1],sys.argv[1:])", Binary.Path, "list"], clean: false);

        Assert.Equal((74, "rootless-host: write standard output: Operation not permitted\n"), (ending.Status, ending.Errors));
    }

    [Fact]
    public void Where_there_is_no_dev_urandom_a_capture_is_written()
    {
        using var folder = new FixtureHost();
        Ending ending = Binary.Start("unshare", ["--mount", "sh", "-c", $"mount -t tmpfs none /dev && exec {Binary.Path} capture {folder.On("/x.tar")}"], clean: false);
        Assert.SkipWhen(ending.Errors.Contains("unshare", StringComparison.Ordinal) || ending.Errors.Contains("mount:", StringComparison.Ordinal), "no mount namespace: " + ending.Errors);

        Assert.Equal((0, ""), (ending.Status, ending.Errors));
        Assert.True(new FileInfo(folder.On("/x.tar")).Length > 0);
    }

    private static FixtureHost Host() => new()
    {
        ["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n",
        ["/etc/subuid"] = "",
        ["/etc/subgid"] = "",
        ["/etc/login.defs"] = "",
    };

    private static Ending Run(FixtureHost host, string line)
    {
        string[] parts = line.Split(" | ");
        string command = $"'{Binary.Path}' {parts[0].Insert(parts[0].IndexOf(' ') < 0 ? parts[0].Length : parts[0].IndexOf(' '), $" --root {host.Folder}")}";
        // Whoever reads must have gone before the answer comes.
        return parts.Length == 1
            ? Binary.Start("bash", ["-c", $"exec {command}"], clean: false)
            : Binary.Start("bash", ["-c", $"set -o pipefail; {{ sleep 1; exec {command}; }} | :"], clean: false);
    }
}
