using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Subid;

public sealed class ReservedTests
{
    [Theory]
    [InlineData("alice:100000:65536\n", null, Status.Pass, "no account, group or reserved id")]
    [InlineData("alice:524288:65536\n", null, Status.Pass, "no account, group or reserved id")]
    [InlineData("alice:1000000:1073741824\n", null, Status.Pass, "no account, group or reserved id")]
    [InlineData("alice:65536:65536\n", null, Status.Pass, "no account, group or reserved id")]
    [InlineData("alice:60000:65536\n", null, Status.Fail, "uids 60000-125535 reach into the ids of local users (1000-60000)")]
    [InlineData("alice:61184:65536\n", null, Status.Fail, "uids 61184-126719 reach into the ids of systemd's dynamic users (61184-65519)")]
    [InlineData("alice:65534:65536\n", null, Status.Fail, "uids 65534-131069 reach into the ids of nobody (65534-65534)")]
    [InlineData("alice:0:1000\n", null, Status.Fail, "uids 0-999 reach into the ids of root (0-0)")]
    [InlineData("alice:1000:65536\n", null, Status.Pass, "no account, group or reserved id")] // subid.self says it
    [InlineData("alice:2147483648:65536\n", null, Status.Warn, "uids 2147483648-2147549183 reach into the ids from 2^31 (2147483648-4294967294)")]
    [InlineData("alice:2147352576:65536\n", null, Status.Warn, "uids 2147352576-2147418111 reach into the ids of systemd's foreign files (2147352576-2147418111)")]
    [InlineData("alice:4294836224:65536\n", null, Status.Warn, "uids 4294836224-4294901759 reach into the ids from 2^31 (2147483648-4294967294)")]
    [InlineData("alice:4294901760:65536\n", null, Status.Fail, "uids 4294901760-4294967295 go past 4294967294, the last that there is")]
    [InlineData("alice:0:0\n", null, Status.Fail, "alice may map every uid, root's included (shadow before 4.20)")]
    [InlineData("alice:0:0\n", "4.13", Status.Fail, "alice may map every uid, root's included (shadow before 4.20)")]
    [InlineData("alice:0:0\n", "4.19.4", Status.Fail, "alice may map every uid, root's included (shadow before 4.20)")]
    [InlineData("alice:0:0\n", "4.20.0", Status.Skip, "follows from subid.present")]
    [InlineData("1000:0:0\n", null, Status.Fail, "1000 may map every uid, root's included (shadow before 4.20)")]
    [InlineData("alice:0:-1\n", "4.13", Status.Fail, "alice may map every uid, root's included (shadow before 4.20)")]
    [InlineData("alice:0:-1\n", "4.17.4", Status.Skip, "follows from subid.present")]
    [InlineData("alice:100000:65536\nbob:0:0\n", null, Status.Warn, "bob may map every uid, root's included (shadow before 4.20)")]
    [InlineData("alice:100000:65536\nbob:0:0\n", "4.20.2", Status.Pass, "no account, group or reserved id")]
    [InlineData("alice:100000:65536\n#bob:0:0\n", null, Status.Pass, "no account, group or reserved id")]
    public void Says_whose_ids_a_range_reaches_into(string subuid, string? shadow, Status status, string reason)
    {
        using FixtureHost host = SubidHost.Of(subuid, shadow: shadow);

        Finding finding = host.Ask("subid.reserved");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Fact]
    public void A_real_account_within_the_range_is_found()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/etc/passwd"] = SubidHost.Passwd + "carol:x:165535:165535::/home/carol:/bin/bash\ndave:x:165536:100::/home/dave:/bin/bash\n";

        Assert.Equal("uids 100000-165535 include uid 165535, which is carol", host.Ask("subid.reserved").Reason);
    }

    [Fact]
    public void A_real_group_within_the_gids_is_found()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/etc/group"] = SubidHost.Group + "staff:x:123456:\nother:x:123457:\n";

        Assert.Equal("gids 100000-165535 include gid 123456, which is staff and 1 more", host.Ask("subid.reserved").Reason);
    }

    [Theory]
    [InlineData("files extrausers", "/var/lib/extrausers/passwd")]
    [InlineData("files altfiles", "/usr/lib/passwd")]
    public void Accounts_that_the_name_service_adds_from_files_are_real(string services, string path)
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/etc/nsswitch.conf"] = $"passwd: {services}\n";
        host[path] = "carol:x:120000:120000::/home/carol:/bin/bash\n";

        Assert.Equal("uids 100000-165535 include uid 120000, which is carol", host.Ask("subid.reserved").Reason);
    }

    [Fact]
    public void Files_that_the_name_service_does_not_name_hold_no_accounts()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/var/lib/extrausers/passwd"] = "carol:x:120000:120000::/home/carol:/bin/bash\n";

        Assert.Equal(Status.Pass, host.Ask("subid.reserved").Status);
    }

    [Fact]
    public void What_a_directory_serves_is_said_to_be_unknown_in_an_image()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/etc/nsswitch.conf"] = "passwd: files sss\n";

        Assert.Equal("no local account, group or reserved id (those of the directory are not known)", host.Ask("subid.reserved").Reason);
    }
}
