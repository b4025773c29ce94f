namespace RootlessHost.Tests.Remedies;

public sealed class DraftTests
{
    [Fact]
    public void A_file_whose_mode_is_mended_first_keeps_what_is_in_it()
    {
        using var host = new FixtureHost { Engines = ["docker"] };
        host.AsDebian(("docker.io", "20.10.24+dfsg1-1", "/usr/sbin/dockerd"));
        host["/etc/subuid"] = "carol:100000:65536\n";
        host.MakeProgram("/etc/subgid", "0640");
        File.WriteAllText(host.On("/etc/subgid"), "carol:100000:65536\n");

        Assert.Contains(host.Apply(users: ["alice"]).Done.Single().Plan.Changes, change => change.Kind == "mode" && change.Target == "/etc/subgid");
        Assert.Equal("carol:100000:65536\nalice:196608:65536\n", File.ReadAllText(host.On("/etc/subgid")));
        Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(host.On("/etc/subgid")));
    }
}
