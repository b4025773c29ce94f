using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Userns;

public sealed class SelinuxCreateTests
{
    [Theory]
    [InlineData("0", true, "fedora", "x", Status.Pass, "SELinux enforces nothing here")]
    [InlineData("1", false, "rhel", "x", Status.Pass, "the policy knows no such permission")]
    [InlineData("1", true, "fedora", "unconfined_u:unconfined_r:unconfined_t:s0", Status.Skip, "only a try tells what the policy allows; distributions' policies allow it to users")]
    [InlineData("1", true, "fedora", "system_u:system_r:container_t:s0:c1,c2", Status.Fail, "container_t may not create user namespaces")]
    [InlineData("1", true, "bottlerocket", "x", Status.Warn, "the policy of bottlerocket denies user namespaces to most domains")]
    public void Tells_what_is_known_of_the_policy(string enforce, bool hasClass, string id, string context, Status status, string reason)
    {
        using var host = new FixtureHost { ["/sys/fs/selinux/enforce"] = enforce, ["/etc/os-release"] = $"ID={id}\n", ["/proc/self/attr/current"] = context + "\0" };
        if (hasClass) host["/sys/fs/selinux/class/user_namespace/perms/create"] = "1";

        Finding finding = host.Ask("userns.selinux-create");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
