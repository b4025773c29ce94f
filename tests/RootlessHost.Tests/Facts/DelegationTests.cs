using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class DelegationTests
{
    [Theory]
    [InlineData("Delegate=yes", 252, "cpu cpuset io memory pids")]
    [InlineData("Delegate=yes", 240, "cpu io memory pids")] // cpuset came with 244
    [InlineData("Delegate=TRUE", 252, "cpu cpuset io memory pids")]
    [InlineData("Delegate=cpu\nDelegate=memory", 252, "cpu memory")] // lists add up
    [InlineData("Delegate=cpu\nDelegate=\nDelegate=memory", 252, "memory")]
    [InlineData("Delegate=cpu\nDelegate=no", 252, "none")]
    [InlineData("Delegate=no\nDelegate=pids", 252, "pids")]
    [InlineData("Delegate=cpus memory", 252, "memory")] // not a controller
    [InlineData("Delegate=yes\nDisableControllers=io cpu", 252, "cpuset memory pids")]
    [InlineData("Delegate=yes\nDisableControllers=io\nDisableControllers=", 252, "cpu cpuset io memory pids")]
    public void Adds_up_as_systemd_does(string text, int version, string controllers)
    {
        var delegation = Delegation.From(UnitFile.Parse("/f", "[Service]\n" + text), [], version);

        Assert.Equal(controllers, delegation.Controllers.Text());
    }

    [Fact]
    public void A_reset_in_one_slice_leaves_another_slices_word()
    {
        var delegation = Delegation.From(
            UnitFile.Parse("/f", "[Service]\nDelegate=yes"),
            [UnitFile.Parse("/a", "[Slice]\nDisableControllers=io"), UnitFile.Parse("/b", "[Slice]\nDisableControllers=")], 252);

        Assert.Equal("cpu cpuset memory pids", delegation.Controllers.Text());
        Assert.Equal("/a", delegation.Thief?.Path);
    }
}
