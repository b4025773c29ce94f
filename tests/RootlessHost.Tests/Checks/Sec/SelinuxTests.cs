using RootlessHost.Checks;

namespace RootlessHost.Tests.Checks.Sec;

public sealed class SelinuxTests
{
    [Theory]
    [InlineData("fedora", "1", "", true, Status.Pass, "container-selinux is installed")]
    [InlineData("fedora", "1", "", false, Status.Warn, "SELinux enforces, and container-selinux is not installed")]
    [InlineData("fedora", "0", "SELINUX=enforcing\n", false, Status.Pass, "SELinux enforces nothing here")] // what is in force counts
    [InlineData("rhel", null, "# c\nSELINUX=enforcing\n", false, Status.Warn, "SELinux enforces, and container-selinux is not installed")] // an image
    [InlineData("rhel", null, "SELINUX=permissive\n", false, Status.Pass, "SELinux enforces nothing here")]
    [InlineData("opensuse-tumbleweed", "1", "", false, Status.Skip, "where opensuse-tumbleweed keeps its policy for containers is not known")]
    public void Wants_the_policy_where_it_enforces(string id, string? enforce, string config, bool isInstalled, Status status, string reason)
    {
        using var host = new FixtureHost { ["/etc/os-release"] = $"ID={id}\nID_LIKE=\"{(id.StartsWith("open", StringComparison.Ordinal) ? "suse" : "fedora")}\"\n", ["/etc/selinux/config"] = config };
        if (enforce is not null) host["/sys/fs/selinux/enforce"] = enforce;
        if (isInstalled) host["/usr/share/containers/selinux/contexts"] = "";

        Finding finding = host.Ask("sec.selinux");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }
}
