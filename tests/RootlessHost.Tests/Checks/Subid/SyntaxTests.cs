using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class SyntaxTests
{
    private const string Fine = "alice:100000:65536\n";

    [Theory]
    [InlineData(Fine, null, Status.Pass, "well-formed")]
    [InlineData("# ranges: see the wiki\n\n" + Fine, null, Status.Pass, "well-formed")]
    [InlineData("", null, Status.Pass, "well-formed")]
    [InlineData("alice:100000:65536 \n", null, Status.Fail, "line 1 of /etc/subuid ends in a blank or a carriage return, so newuidmap does not see it")]
    [InlineData("alice:100000:65536\r\n", null, Status.Fail, "line 1 of /etc/subuid ends in a blank or a carriage return, so newuidmap does not see it")]
    [InlineData(" alice:100000:65536\n", null, Status.Fail, "line 1 of /etc/subuid has a blank beside the name, so newuidmap takes it for another owner's")]
    [InlineData("alice :100000:65536\n", null, Status.Fail, "line 1 of /etc/subuid has a blank beside the name, so newuidmap takes it for another owner's")]
    [InlineData("alice:0100000:65536\n", null, Status.Fail, "line 1 of /etc/subuid is 100000:65536 to Docker and Podman and 32768:65536 to newuidmap: a leading zero is octal")]
    [InlineData("alice:0900000:65536\n", null, Status.Fail, "line 1 of /etc/subuid is 900000:65536 to Docker and Podman and nothing to newuidmap: a leading zero is octal")]
    [InlineData("alice::65536\n", null, Status.Fail, "line 1 of /etc/subuid is no row of NAME:START:COUNT")]
    [InlineData("alice:100000:64k\n", null, Status.Fail, "line 1 of /etc/subuid is no row of NAME:START:COUNT")]
    [InlineData("alice:100000\n", null, Status.Fail, "line 1 of /etc/subuid is no row of NAME:START:COUNT")]
    [InlineData("alice:100000:65536 # ours\n", null, Status.Fail, "line 1 of /etc/subuid is no row of NAME:START:COUNT")]
    [InlineData("alice:100000:65536:x\n", "4.13", Status.Fail, "line 1 of /etc/subuid has more than three fields, which shadow from 4.19 on does not read")]
    [InlineData("alice:100000:-1\n", null, Status.Fail, "line 1 of /etc/subuid has a negative number")]
    [InlineData("alice:4294967295:2\n", null, Status.Fail, "line 1 of /etc/subuid goes past 4294967295, the last id that there is")]
    [InlineData("alice:100000:0\n", null, Status.Fail, "line 1 of /etc/subuid gives no ids, and Podman fails over it")]
    [InlineData("01000:100000:65536\n", null, Status.Fail, "line 1 of /etc/subuid names its owner as 01000, which is nobody's uid to most programs")]
    [InlineData("alice: 100000:65536\n", null, Status.Warn, "line 1 of /etc/subuid is 100000:65536 to newuidmap, and no decimal number to programs that read the file themselves")]
    [InlineData("alice:0x186a0:65536\n", null, Status.Warn, "line 1 of /etc/subuid is 100000:65536 to newuidmap, and no decimal number to programs that read the file themselves")]
    [InlineData("alice:+100000:65536\n", null, Status.Pass, "well-formed")]
    [InlineData("alice:0:0\n", null, Status.Pass, "well-formed")] // subid.reserved says it
    [InlineData(Fine + "bob:x\n", null, Status.Warn, "line 2 of /etc/subuid has not three fields, and RootlessKit and a Podman without libsubid refuse the whole file over it")]
    [InlineData(Fine + "+:::\n", null, Status.Warn, "line 2 of /etc/subuid has not three fields, and RootlessKit and a Podman without libsubid refuse the whole file over it")]
    [InlineData(Fine + "bob:1:2:3\n", null, Status.Warn, "line 2 of /etc/subuid has not three fields, and RootlessKit and a Podman without libsubid refuse the whole file over it")]
    [InlineData(Fine + "bob:0200000:65536\nbob:200000:65536 \n", null, Status.Pass, "well-formed")]
    [InlineData("alice:100000:65536", null, Status.Fail, "/etc/subuid does not end in a newline, and shadow from 4.19 on refuses such a file")]
    [InlineData("alice:100000:65536", "4.19.0", Status.Fail, "/etc/subuid does not end in a newline, and shadow from 4.19 on refuses such a file")]
    [InlineData("alice:100000:65536", "4.18.0", Status.Warn, "/etc/subuid does not end in a newline: what is appended becomes part of the last row, and shadow from 4.19 on refuses the file")]
    [InlineData(Fine + "\0\n", null, Status.Fail, "/etc/subuid has a NUL byte: shadow loses rows there, or refuses the file")]
    public void Says_where_programs_read_different_things(string subuid, string? shadow, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid, shadow: shadow);

        Finding finding = host.Ask("subid.syntax");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void A_row_of_somebody_elses_stops_RootlessKit_alone()
    {
        using FixtureHost host = SubidHost.Of(Fine + "bob:x\n", engines: ["podman", "docker"]);

        Finding finding = host.Ask("subid.syntax");

        Assert.Equal((Status.Fail, "docker"), (finding.Status, Assert.Single(finding.Engines!)));
    }

    [Fact]
    public void What_only_programs_without_getsubids_read_does_not_matter_where_it_is()
    {
        using FixtureHost host = SubidHost.Of(Fine + "bob:x\n").MakeProgram("/usr/bin/getsubids");

        Assert.Equal(Status.Pass, host.Ask("subid.syntax").Status);
    }

    [Fact]
    public void The_second_file_is_looked_at_too()
    {
        using FixtureHost host = SubidHost.Of(Fine, "alice:100000:65536\r\n");

        Assert.Equal("line 1 of /etc/subgid ends in a blank or a carriage return, so newuidmap does not see it", host.Ask("subid.syntax").Reason);
    }

    [Fact]
    public void Shows_the_row_and_how_to_write_it()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\r\n");

        Finding finding = host.Ask("subid.syntax");

        Assert.Equal("alice:100000:65536\\r", finding.Evidence[0].Text);
        Assert.Equal(["sed -i 1s/.*/alice:100000:65536/ /etc/subuid".Replace("1s/.*/alice:100000:65536/", "'1s/.*/alice:100000:65536/'")], finding.Remedy!.Commands);
    }

    [Fact]
    public void A_symbolic_link_is_refused_by_shadow()
    {
        using FixtureHost host = SubidHost.Of(null, "");
        host["/etc/static/subuid"] = Fine;
        host.MakeLink("/etc/subuid", "static/subuid");

        Finding finding = host.Ask("subid.syntax");

        Assert.Equal((Status.Fail, "/etc/subuid is a symbolic link, which newuidmap and usermod refuse"), (finding.Status, finding.Reason));
        Assert.Equal("-> static/subuid", finding.Evidence[0].Text);
    }

    [Theory]
    [InlineData("subuid")] // to itself
    [InlineData("/nowhere")]
    [InlineData("/dev/null")]
    public void A_link_that_leads_nowhere_is_a_link_all_the_same(string target)
    {
        using FixtureHost host = SubidHost.Of(null, "").MakeLink("/etc/subuid", target);

        Assert.Equal("/etc/subuid is a symbolic link, which newuidmap and usermod refuse", host.Ask("subid.syntax").Reason);
    }

    [Fact]
    public void A_file_for_roots_eyes_is_unreadable_to_engines()
    {
        using FixtureHost host = SubidHost.Of(Fine, engines: ["docker"]);
        File.SetUnixFileMode(host.On("/etc/subuid"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Finding finding = host.Ask("subid.syntax");

        Assert.Equal((Status.Fail, "/etc/subuid may not be read by alice (mode 0600)"), (finding.Status, finding.Reason));
        Assert.Equal(["chmod 0644 /etc/subuid"], finding.Remedy!.Commands);
    }

    // With mode 0600 as Podman 3.0.1 did on Debian 11.
    [Theory]
    [InlineData("alice:100000:65536 \n", 0b110_100_100, null)]
    [InlineData("alice:100000:64k\n", 0b110_100_100, null)]
    [InlineData(Fine, 0b110_000_000, "docker")]
    public void A_Podman_with_libsubid_makes_do_without_the_rows_that_it_does_not_see(string subuid, int mode, string? alsoWithout)
    {
        Assert.Equal((Status.Fail, alsoWithout), Of(hasGetsubids: false, "podman", "docker"));
        Assert.Equal((Status.Fail, "docker"), Of(hasGetsubids: true, "podman", "docker"));
        Assert.Equal((Status.Warn, null), Of(hasGetsubids: true, "podman"));

        (Status, string?) Of(bool hasGetsubids, params string[] engines)
        {
            using FixtureHost host = SubidHost.Of(subuid, engines: engines);
            if (hasGetsubids) host["/usr/bin/getsubids"] = "";
            File.SetUnixFileMode(host.On("/etc/subuid"), (UnixFileMode)mode);
            Finding finding = host.Ask("subid.syntax");
            return (finding.Status, finding.Engines is { } only ? string.Join(' ', only) : null);
        }
    }

    [Fact]
    public void A_file_that_everybody_may_change_gives_everybody_every_id()
    {
        using FixtureHost host = SubidHost.Of(Fine);
        File.SetUnixFileMode(host.On("/etc/subuid"), (UnixFileMode)0b110_110_110);

        Assert.Equal("/etc/subuid can be changed by others than root (mode 0666)", host.Ask("subid.syntax").Reason);
    }

    [Fact]
    public void Without_files_there_is_no_syntax()
    {
        using FixtureHost host = SubidHost.Of(null);

        Assert.Equal("follows from subid.present", host.Ask("subid.syntax").Reason);
    }

    [Theory]
    [InlineData("dockremap::65536\n", Status.Fail, "line 1 of /etc/subuid has no start that Docker can read, so it maps containers to 0-65535, root included")]
    [InlineData("dockremap:abc:65536\n", Status.Fail, "line 1 of /etc/subuid has no start that Docker can read, so it maps containers to 0-65535, root included")]
    [InlineData("dockremap:0x30d40:65536\n", Status.Fail, "line 1 of /etc/subuid has no start that Docker can read, so it maps containers to 0-65535, root included")]
    [InlineData("dockremap:200000:64k\n", Status.Fail, "line 1 of /etc/subuid has no count that Docker can read")]
    [InlineData("dockremap:0200000:65536\n", Status.Warn, "line 1 of /etc/subuid begins at 200000 for Docker and at 65536:65536 for shadow: a leading zero is octal")]
    [InlineData("dockremap:200000:65536\r\n", Status.Pass, "well-formed")]
    [InlineData("dockremap:200000:65536\nbob:x\n", Status.Pass, "well-formed")]
    public void For_userns_remap_only_Dockers_reading_counts(string subuid, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid, engines: "userns-remap");
        host["/etc/passwd"] = SubidHost.Passwd + "dockremap:x:996:996::/:/bin/false\n";

        Finding finding = host.Check().Findings.First(judgement => judgement.Id == "subid.syntax").Finding;

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
