using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>That it matters: what could not work does after <c>apply</c>, and those whose programs these are say so too.</summary>
public sealed class ProofTests : IDisposable
{
    private const string Judge = "--engine docker --user alice --only 'subid.*'";
    private const string AsAlice = "setpriv --reuid alice --regid alice --init-groups env -i HOME=/home/alice PATH=/usr/share/docker.io/contrib:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly ScratchMachine _machine = new();

    // This machine's own helpers without their bits, put in their places.
    private string Broken => $"for helper in newuidmap newgidmap; do mount --bind {_machine.Folder}/$helper /usr/bin/$helper; done; ";

    public ProofTests()
    {
        _machine.Do("useradd -m -K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0 alice");
        foreach (string helper in (string[])["newuidmap", "newgidmap"])
        {
            Assert.SkipUnless(File.Exists($"/usr/bin/{helper}"), $"{helper} is not installed");
            File.Copy($"/usr/bin/{helper}", _machine.On(helper));
            File.SetUnixFileMode(_machine.On(helper), (UnixFileMode)0b111_101_101);
        }
    }

    [Fact]
    public void Check_says_why_apply_mends_it_and_newuidmap_maps()
    {
        string map = $"{AsAlice} {ScratchMachine.Scripts}/map 131072 65536";
        Assert.NotEqual(0, _machine.Run(Broken + map).Status);
        Ending check = _machine.Run($"{Broken} rootless-host check {Judge}");
        Assert.Equal(1, check.Status);
        Assert.StartsWith("Not ready: docker for alice, because of subid.helpers-priv and subid.present.", check.Output.Replace("\n  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("/usr/bin/newuidmap is neither set-user-id root nor has cap_setuid", check.Output, StringComparison.Ordinal);
        Assert.Contains("no subordinate uids or gids", check.Output, StringComparison.Ordinal);

        _machine.Do($"{Broken} rootless-host apply {Judge}");

        Assert.Equal("0 1000 1\n1 131072 65536\n0 1000 1\n1 131072 65536\n", _machine.Do(Broken + map));
        Assert.Equal("0: alice 131072 65536\n0: alice 131072 65536\n", _machine.Do("getsubids alice; getsubids -g alice"));
        _machine.Do($"{Broken} rootless-host check {Judge}");

        _machine.Do($"{Broken} rootless-host undo");
        Assert.NotEqual(0, _machine.Run(Broken + map).Status);
        Assert.Equal(("", (UnixFileMode)0b111_101_101), (_machine["/etc/subuid"], File.GetUnixFileMode(_machine.On("newuidmap"))));
    }

    [Fact]
    public void Dockers_own_tool_agrees()
    {
        const string Tool = "dockerd-rootless-setuptool.sh";
        Assert.SkipUnless(File.Exists($"/usr/share/docker.io/contrib/{Tool}"), $"{Tool} is not installed");
        string check = $"{AsAlice} {Tool} check --skip-iptables";

        Ending before = _machine.Run(check);
        Assert.Equal(1, before.Status);
        Assert.Contains("# Add subuid entry for alice", before.Output, StringComparison.Ordinal);
        Assert.Contains("# Add subgid entry for alice", before.Output, StringComparison.Ordinal);

        _machine.Do($"rootless-host apply {Judge}");

        Ending after = _machine.Run(check);
        Assert.True(after.Status == 0, after.Output + after.Errors);
        Assert.Contains("Requirements are satisfied", after.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();
}
