using RootlessHost.Checks;
using RootlessHost.Remedies;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Tests.Checks.Userns;

public sealed class ApparmorTests
{
    private const string Switch = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
    private const string Ubuntu = "abi <abi/4.0>,\ninclude <tunables/global>\n\nprofile podman /usr/bin/podman flags=(unconfined) {\n  userns,\n\n  include if exists <local/podman>\n}\n";

    [Theory]
    [InlineData("Y", "1", Status.Pass, "kernel.apparmor_restrict_unprivileged_userns is 1: programs need a profile")]
    [InlineData("Y", "0", Status.Pass, "restricts no user namespaces")]
    [InlineData("Y", null, Status.Pass, "restricts no user namespaces")]
    [InlineData("N", "1", Status.Pass, "AppArmor is off")]
    public void The_switch_alone_is_no_failure(string enabled, string? value, Status status, string reason)
    {
        using FixtureHost host = Host(value);
        host["/sys/module/apparmor/parameters/enabled"] = enabled + "\n";

        Finding finding = host.Ask("userns.apparmor-restrict");

        Assert.Equal((status, reason), (finding.Status, finding.Reason));
    }

    [Theory]
    [InlineData("podman", Ubuntu)]
    [InlineData("podman", "profile podman /{usr/,}bin/podman flags=(unconfined) {\n  userns,\n}\n")]
    [InlineData("usr.bin.podman", "/usr/bin/podman flags=(attach_disconnected, unconfined) {\n  allow userns create, # why\n}\n")]
    [InlineData("podman", "@{exec_path} = @{bin}/podman\nprofile podman @{exec_path} flags=(unconfined) {\n  userns,\n}\n")]
    [InlineData("zz-all", "profile \"all of it\" /usr/** flags=(unconfined) {\n\tuserns,\n}\n")]
    [InlineData("podman", "profile podman /usr/bin/podman flags=(unconfined) { userns, }\n")]
    [InlineData("podman", "profile podman /{usr/,}bin/podman flags=(attach_disconnected,unconfined) {userns,}\n")]
    [InlineData("podman", "profile x /usr/bin/x flags=(unconfined) { } profile podman /usr/bin/podman flags=(unconfined) { include if exists <local/podman>\n userns create, }\n")]
    [InlineData("podman", "profile podman /usr/bin/podman flags=(unconfined) { /{,usr/}bin/* r, userns, }\n")]
    [InlineData("podman", "profile podman /usr/bin/podman flags=(unconfined) {\n userns, }\n")]
    [InlineData("podman", "/usr/bin/podman {\n  #include <abstractions/base>\n}\n")] // a packager's confining profile: trusted to know
    public void A_profile_for_the_real_path_is_enough(string file, string text)
    {
        using FixtureHost host = Host("1");
        host[$"/etc/apparmor.d/{file}"] = text;

        Assert.StartsWith($"/etc/apparmor.d/{file}:", host.Ask("userns.apparmor-profile").Reason, StringComparison.Ordinal);
        Assert.Equal(Status.Pass, host.Ask("userns.apparmor-profile").Status);
    }

    [Theory]
    [InlineData("profile podman /usr/local/bin/podman flags=(unconfined) {\n  userns,\n}\n")] // another path
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) {\n}\n")] // no rule
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) { }\n")]
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) { deny userns, }\n")]
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) { profile child { userns, } }\n")]
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) { } profile x /usr/bin/x flags=(unconfined) { userns, }\n")]
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) { /{a,userns,}b r, }\n")] // a pattern
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) {\n  deny userns,\n}\n")]
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) {\n  # userns,\n}\n")]
    [InlineData("profile podman /usr/bin/podman flags=(unconfined) {\n  profile child {\n    userns,\n  }\n}\n")] // the child's
    [InlineData("profile podman /usr/bin/podma? {\n  userns,\n")] // not closed
    [InlineData("profile podman /usr/*/*/podman flags=(unconfined) {\n  userns,\n}\n")]
    public void Any_other_profile_is_not(string text)
    {
        using FixtureHost host = Host("1");
        host["/etc/apparmor.d/podman"] = text;
        host["/sys/kernel/security/apparmor/profiles"] = "snap-update-ns.lxd (enforce)\n";

        Finding finding = host.Ask("userns.apparmor-profile");

        Assert.Equal((Status.Fail, "AppArmor restricts user namespaces, and no profile is for /usr/bin/podman"), (finding.Status, finding.Reason));
        Assert.Equal(["podman"], finding.Engines!);
    }

    [Fact]
    public void Only_root_knows_what_is_loaded()
    {
        using FixtureHost host = Host("1");

        Finding finding = host.Ask("userns.apparmor-profile");

        Assert.Equal((Status.Unknown, "no file of /etc/apparmor.d has a profile for /usr/bin/podman, and only root may read which are loaded"), (finding.Status, finding.Reason));
        Assert.Null(finding.Remedy);
    }

    [Fact]
    public void A_profile_that_is_not_loaded_is_loaded_by_the_remedy()
    {
        using FixtureHost host = Host("1");
        host["/etc/apparmor.d/podman"] = Ubuntu;
        host["/sys/kernel/security/apparmor/profiles"] = "rootlesskit (unconfined)\n";

        Finding finding = host.Ask("userns.apparmor-profile");

        Assert.Equal((Status.Fail, "the profile for /usr/bin/podman in /etc/apparmor.d/podman is not loaded"), (finding.Status, finding.Reason));
        Assert.Equal(["apparmor_parser -r /etc/apparmor.d/podman"], finding.Remedy!.Commands);
    }

    [Fact]
    public void A_disabled_profile_is_none()
    {
        using FixtureHost host = Host("1");
        host["/etc/apparmor.d/podman"] = Ubuntu;
        host.MakeLink("/etc/apparmor.d/disable/podman", "/etc/apparmor.d/podman");

        Assert.Equal(Status.Unknown, host.Ask("userns.apparmor-profile").Status);
    }

    [Fact]
    public void The_real_path_counts_and_the_link_does_not()
    {
        using FixtureHost host = Host("1", program: "/opt/podman/bin/podman");
        host.MakeLink("/usr/bin/podman", "/opt/podman/bin/podman");
        host["/etc/apparmor.d/podman"] = Ubuntu;
        host["/sys/kernel/security/apparmor/profiles"] = "podman (unconfined)\n";

        Finding finding = host.Ask("userns.apparmor-profile");

        Assert.Equal("AppArmor restricts user namespaces, and no profile is for /opt/podman/bin/podman", finding.Reason);
        Assert.Equal("apparmor_parser -r /etc/apparmor.d/opt.podman.bin.podman", finding.Remedy!.Commands.Last());
    }

    [Fact]
    public void The_remedy_is_the_profile_that_rootlesskit_prints()
    {
        using FixtureHost host = Host("1", program: "/usr/local/bin/podman");
        host["/sys/kernel/security/apparmor/profiles"] = "";

        Finding finding = host.Ask("userns.apparmor-profile");

        var profile = Assert.IsType<WriteFile>(Assert.Single(finding.Remedy!.Changes));
        Assert.Equal("/etc/apparmor.d/usr.local.bin.podman", profile.Path);
        Assert.Equal(
            """
            abi <abi/4.0>,
            include <tunables/global>

            /usr/local/bin/podman flags=(unconfined) {
              userns,

              # Site-specific additions and overrides. See local/README for details.
              include if exists <local/usr.local.bin.podman>
            }

            """,
            profile.Content);
        host[profile.Path] = profile.Content;
        host["/sys/kernel/security/apparmor/profiles"] = "/usr/local/bin/podman (unconfined)\n";
        Assert.Equal(Status.Pass, host.Ask("userns.apparmor-profile").Status);
    }

    [Fact]
    public void A_program_that_others_can_replace_gets_no_profile()
    {
        using FixtureHost host = Host("1");
        File.SetUnixFileMode(host.On("/usr/bin"), (UnixFileMode)0b111_111_101);
        host["/sys/kernel/security/apparmor/profiles"] = "";

        Finding finding = host.Ask("userns.apparmor-profile");

        Assert.False(finding.Remedy!.Automatic);
        Assert.Equal("install /usr/bin/podman where only root may write: a profile for it would serve whoever replaces it", finding.Remedy.Summary);
    }

    [Fact]
    public void A_switch_that_the_next_boot_turns_on_is_told()
    {
        using FixtureHost host = Host("0");
        host["/usr/lib/sysctl.d/10-apparmor.conf"] = "# Ubuntu\nkernel.apparmor_restrict_unprivileged_userns = 1\n";

        Assert.Equal(
            "kernel.apparmor_restrict_unprivileged_userns is 0 now, but /usr/lib/sysctl.d/10-apparmor.conf:2 sets it to 1 at the next boot, and no profile is for /usr/bin/podman",
            host.Ask("userns.apparmor-profile").Reason);

        host.MakeFolder("/snap/lxd"); // it turns it off again at every boot
        Assert.Equal("AppArmor restricts nothing here", host.Ask("userns.apparmor-profile").Reason);
    }

    [Theory]
    [InlineData("# CONFIG_SECURITY_APPARMOR_RESTRICT_USERNS is not set", false)] // a kernel of 24.04 as 22.04 has it
    [InlineData("CONFIG_SECURITY_APPARMOR_RESTRICT_USERNS=y", true)]
    [InlineData(null, true)]
    public void What_only_root_may_read_the_kernel_was_built_with(string? line, bool restricts)
    {
        using FixtureHost host = Host("0").AsCapture($"read {Switch} error 13 open {Switch}");
        host["/proc/sys/kernel/osrelease"] = "6.8.0-40-generic\n";
        if (line is not null) host["/boot/config-6.8.0-40-generic"] = $"CONFIG_USER_NS=y\n{line}\n";

        Assert.Equal(restricts ? Status.Unknown : Status.Pass, host.Ask("userns.apparmor-profile").Status);
    }

    [Theory]
    [InlineData("podman (unconfined)\n", true)]
    [InlineData("podman2 (unconfined)\n", false)] // somebody unloaded it: there is nothing to take back
    [InlineData("", false)]
    [InlineData(null, true)] // nobody may say
    public void What_a_file_holds_may_be_loaded(string? loaded, bool may)
    {
        using FixtureHost host = Host("1");
        host["/etc/apparmor.d/podman"] = Ubuntu;
        if (loaded is not null) host["/sys/kernel/security/apparmor/profiles"] = loaded;

        Assert.Equal(may, host.Host().MayHaveLoaded("/etc/apparmor.d/podman"));
        Assert.False(host.Host().MayHaveLoaded("/etc/apparmor.d/none"));
    }

    [Fact]
    public void Taking_a_profile_away_names_the_file_that_holds_it()
    {
        RunStep load = Reader.AppArmor("/etc/apparmor.d/podman").Step("/usr/sbin/apparmor_parser");

        Assert.Null(Reader.Unloaded(load));
        Assert.Equal("/etc/apparmor.d/podman", Reader.Unloaded(Assert.IsType<RunStep>(load.Reverse())));
        Assert.Null(Reader.Unloaded(new RunStep("/usr/bin/chmod", ["-R", "/etc"])));
    }

    private static FixtureHost Host(string? value, string program = "/usr/bin/podman")
    {
        var host = new FixtureHost { ["/sys/module/apparmor/parameters/enabled"] = "Y\n", ["/etc/os-release"] = "ID=ubuntu\n" };
        host.MakeProgram(program).MakeFolder("/etc/apparmor.d");
        if (value is not null) host[Switch] = value + "\n";
        return host;
    }
}
