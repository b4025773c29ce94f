using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class HealthyTests
{
    [Theory]
    [InlineData("ID=debian\nVERSION_ID=11\n", "alice:100000:65536\n", "passwd: files systemd\n", "")] // no getsubids
    [InlineData("ID=debian\nVERSION_ID=12\n", "alice:100000:65536\n", "passwd: files systemd\nsubid: files\n", "/usr/bin/getsubids")]
    [InlineData("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=24.04\n", "lxd:100000:65536\nroot:100000:65536\nalice:165536:65536\n", "passwd: files systemd\n", "/usr/bin/getsubids")]
    [InlineData("ID=rhel\nVERSION_ID=9.4\n", "alice:524288:65536\n", "passwd: sss files systemd\n", "")]
    [InlineData("ID=fedora\nVERSION_ID=41\n", "alice:524288:65536\n", "passwd: files systemd\n", "/usr/bin/getsubids")]
    [InlineData("ID=opensuse-leap\n", "alice:100000:65536\n", "passwd: compat systemd\n", "")]
    [InlineData("ID=arch\n", "alice:100000:65536\n", "passwd: files systemd\n", "/usr/bin/getsubids")]
    [InlineData("ID=alpine\n", "alice:100000:65536\n", "", "")]
    [InlineData("ID=debian\n", "root:1000000:1000000000\nalice:100000:65536\ncontainers:2147483647:2147483648\n", "", "/usr/bin/getsubids")]
    public void A_host_as_its_distribution_made_it_has_nothing_to_mend(string os, string subuid, string nsswitch, string program)
    {
        using FixtureHost host = SubidHost.Of(subuid, engines: ["docker", "podman", "lxc", "apptainer"]);
        host.MakeProgram("/usr/bin/newuidmap", "4755").MakeProgram("/usr/bin/newgidmap", "4755");
        host["/etc/os-release"] = os;
        host["/etc/nsswitch.conf"] = nsswitch;
        if (program.Length > 0) host.MakeProgram(program);

        Assert.All(
            host.Check("alice").Findings.Where(judgement => judgement.Check.About.Area == "subid"),
            judgement => Assert.True(judgement.Status is Status.Pass or Status.Skip, $"{judgement.Id}: {judgement.Finding.Reason}"));
    }
}
