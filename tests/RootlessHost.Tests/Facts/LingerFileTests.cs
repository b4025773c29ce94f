using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Facts;

public sealed class LingerFileTests
{
    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("ci.build-1_x$", "ci.build-1_x$")]
    [InlineData("DOM\\alice", "DOM\\\\alice")]
    [InlineData("jürgen", "j\\303\\274rgen")]
    [InlineData("o'neil", "o\\'neil")]
    [InlineData("a\tb\u0001", "a\\tb\\001")]
    public void Is_called_as_systemd_escapes_names(string user, string name) => Assert.Equal(name, LingerFile.NameOf(user));

    [Theory]
    [InlineData("../../../../etc/cron.d/x", false)]
    [InlineData("..", false)]
    [InlineData("alice", true)]
    [InlineData("..x", true)]
    public void Is_made_only_for_a_name_that_leads_nowhere_else(string user, bool isMade) => Assert.Equal(isMade, new EnableLinger(user, 1000).IsAutomatic);

    [Theory]
    [InlineData("alice", true)]
    [InlineData("DOM\\alice", true)]
    [InlineData("eve:0:65536\nroot", false)]
    [InlineData("#eve", false)]
    [InlineData("1001", false)]
    [InlineData("j\uFFFDrgen", false)]
    public void A_name_that_would_be_another_owner_gets_no_row(string user, bool isMade) => Assert.Equal(isMade, new AddSubordinateIds(user, new IdRange(100_000, 65_536), null).IsAutomatic);
}
