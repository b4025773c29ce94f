using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class ProcCgroupTests
{
    [Theory]
    [InlineData("0::/user.slice/user-1000.slice/session-2.scope\n", "/user.slice/user-1000.slice/session-2.scope")]
    [InlineData("12:pids:/a\n1:name=systemd:/b\n0::/c:d\n", "/c:d")]
    [InlineData("0::/\n", "/")]
    [InlineData("0::/../../../etc\n", null)] // outside of its cgroup namespace
    [InlineData("12:pids:/a\n", null)]
    [InlineData("", null)]
    public void Finds_the_group_of_the_unified_hierarchy(string text, string? path) => Assert.Equal(path, ProcCgroup.Parse(text).Unified);

    [Fact]
    public void Any_text_parses() => Gen.String.Sample(text => ProcCgroup.Parse(text).Unified is null or ['/', ..]);
}
