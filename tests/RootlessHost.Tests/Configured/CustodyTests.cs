namespace RootlessHost.Tests.Configured;

/// <summary>Whoever may change what root obeys is root. The places are made in a directory or, for the machine's own, in a namespace of mounts.</summary>
public sealed class CustodyTests
{
    [Theory]
    [InlineData("true", null)]
    [InlineData("chmod 666 etc/rootless-host/config.toml", "others than root may write to it (mode 0666): chmod go-w /etc/rootless-host/config.toml")]
    [InlineData("chmod 664 etc/rootless-host/config.toml", "others than root may write to it (mode 0664): chmod go-w /etc/rootless-host/config.toml")]
    [InlineData("chown 1000 etc/rootless-host/config.toml", "it belongs to uid 1000, not to root: chown root /etc/rootless-host/config.toml")]
    [InlineData("chmod 775 etc/rootless-host", "others than root may write to /etc/rootless-host (mode 0775): chmod go-w /etc/rootless-host")]
    [InlineData("chmod 1777 etc/rootless-host", "others than root may write to /etc/rootless-host (mode 1777): chmod go-w /etc/rootless-host")]
    [InlineData("chown 1000 etc/rootless-host", "/etc/rootless-host belongs to uid 1000, not to root: chown root /etc/rootless-host")]
    [InlineData("chmod 777 etc", "others than root may write to /etc (mode 0777): chmod go-w /etc")]
    [InlineData("chmod 1777 etc", null)]
    [InlineData("mkdir home && chown 1000 home && mv etc/rootless-host/config.toml home/c && ln -s ../../home/c etc/rootless-host/config.toml", "/home belongs to uid 1000, not to root: chown root /home")]
    [InlineData("mkdir cfg && mv etc/rootless-host/config.toml cfg/c && ln -s ../../cfg/c etc/rootless-host/config.toml", null)]
    public void Root_believes_only_what_root_alone_may_change(string script, string? refusal)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "owners are changed by root");
        using var host = new FixtureHost { [Configuration.Path] = "" };
        File.SetUnixFileMode(host.On(Configuration.Path), (UnixFileMode)0b110_100_100);
        Assert.Equal((0, ""), Commands.Program.Shell($"cd {host.Folder} && {script}") is var done ? (done.Status, done.Error) : default);

        Assert.Equal(refusal is null ? null : $"{Configuration.Path}: {refusal}", Custody.Refusal(host.Host().Root, Configuration.Path));
    }

    [Theory]
    [InlineData("chown 0 c", null, null)]
    [InlineData("chown 1000 c", 1000, null)]
    [InlineData("chmod 664 c", null, null)]
    [InlineData("chown 1000 c", null, "belongs to uid 1000, and root does not do what others say: chown root /c")]
    [InlineData("chown 1000 c", 1001, "belongs to uid 1000, and root does not do what others say: chown root /c")]
    [InlineData("chmod 646 c", null, "everybody may write to it (mode 0646): chmod o-w /c")]
    public void A_file_that_a_person_named_may_be_that_persons(string script, int? person, string? refusal)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "owners are changed by root");
        using var host = new FixtureHost { ["/c"] = "" };
        Commands.Program.Shell($"cd {host.Folder} && {script}");

        Assert.Equal(refusal is null ? null : $"/c: {refusal}", Custody.RefusalOfNamed(host.Host().Root, "/c", (uint?)person));
    }

    [Theory]
    [InlineData("chmod 644", 0, "")]
    [InlineData("chmod 666", 78, "rootless-host: /etc/rootless-host/config.d/x.toml: others than root may write to it (mode 0666): chmod go-w /etc/rootless-host/config.d/x.toml\n")]
    public void On_the_machine_itself_it_is_78(string mode, int status, string error)
    {
        string script = $$"""
            unshare -m sh -c 'mount -t tmpfs -o mode=755 none /mnt && cp /etc/passwd /etc/group /mnt && mount --bind /mnt /etc' 2>/dev/null || { echo skipped; exit; }
            export -f program
            unshare -m bash -c 'mount -t tmpfs -o mode=755 none /mnt && cp /etc/passwd /etc/group /mnt && mount --bind /mnt /etc && mkdir -p /etc/rootless-host/config.d \
                && echo "users = [\"root\"]" > /etc/rootless-host/config.d/x.toml && {{mode}} /etc/rootless-host/config.d/x.toml && program check --only kernel.version'
            """;
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting is root's");
        var said = Commands.Program.Shell(script);
        Assert.SkipWhen(said.Output == "skipped\n", "no namespace of mounts may be made here");

        Assert.Equal((status, error), (said.Status, said.Error));
    }

    [Fact]
    public void A_file_named_by_who_called_sudo_is_read()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "owners are changed by root");
        using FixtureHost host = ConfiguredHost.Of("");
        host["/c"] = "users = [\"alice\"]\n";
        Commands.Program.Shell($"chown 1000 {host.On("/c")}");
        string[] arguments = ["check", "--root", host.Folder, "--only", "kernel.version", "--config", host.On("/c")];

        Assert.Equal(0, Commands.Program.RunIn(new() { ["SUDO_UID"] = "1000" }, arguments).Status);
        Assert.Equal((78, "", $"rootless-host: {host.On("/c")}: belongs to uid 1000, and root does not do what others say: chown root {host.On("/c")}\n"), Commands.Program.Run(arguments));
    }
}
