using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Tests.Checks.Sec;

public sealed class RootfulExposureTests
{
    [Theory]
    [InlineData("c1b0 0 998", "docker:x:998:bob", Status.Pass, "no engine of root's is in reach")] // as Debian's docker.io leaves it
    [InlineData("c1b0 0 998", "docker:x:998:bob,alice", Status.Warn, "in group docker, which may write to /run/docker.sock: as good as root")]
    [InlineData("c1b0 0 1000", "alice:x:1000:", Status.Warn, "in group alice, which may write to /run/docker.sock: as good as root")] // a primary group
    [InlineData("c1b6 0 998", "docker:x:998:", Status.Warn, "everybody may write to /run/docker.sock, and so is root")]
    [InlineData("c180 1000 0", "docker:x:998:", Status.Warn, "owns /run/docker.sock: as good as root")]
    [InlineData("c1a4 0 998", "docker:x:998:", Status.Pass, "no engine of root's is in reach")] // reading is not enough
    [InlineData(null, "docker:x:998:bob,alice", Status.Warn, "in group docker: as good as root whenever a rootful docker runs")]
    [InlineData(null, "docker:x:998:bob,alice2", Status.Pass, "no engine of root's is in reach")]
    [InlineData(null, "", Status.Pass, "no engine of root's is in reach")]
    public void Answers_from_the_sockets_modes_and_the_groups(string? socket, string group, Status status, string reason)
    {
        using var host = new FixtureHost
        {
            ["/" + Root.RecordingName] = "rootless-host.capture/1\notherwise tree\n" + (socket is null ? "" : $"stat /run/docker.sock status {socket} 0 1 0:0 0\n"),
            ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
            ["/etc/group"] = group + "\n",
        };

        Finding finding = host.Ask("sec.rootful-exposure");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
        if (reason.StartsWith("in group docker", StringComparison.Ordinal)) Assert.Equal(["gpasswd -d alice docker"], finding.Remedy!.Commands);
    }

    [Fact]
    public void A_closed_folder_hides_an_open_socket()
    {
        using var host = new FixtureHost
        {
            ["/" + Root.RecordingName] = "rootless-host.capture/1\notherwise tree\nstat /run/podman/podman.sock status c1b6 0 0 0 1 0:0 0\nstat /run/podman status 41c0 0 0 0 2 0:0 0\n",
            ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n",
        };

        Assert.Equal(Status.Pass, host.Ask("sec.rootful-exposure").Status);
    }
}
