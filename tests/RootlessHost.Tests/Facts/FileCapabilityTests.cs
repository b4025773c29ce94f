using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class FileCapabilityTests
{
    [Theory]
    [InlineData("0100000280000000000000000000000000000000", 2, true)]          // cap_setuid=ep, as setcap writes it
    [InlineData("0000000280000000000000000000000000000000", 2, false)]         // =p
    [InlineData("0100000240000000000000000000000000000000", 2, false)]         // cap_setgid=ep
    [InlineData("010000038000000000000000000000000000000000000000", 3, true)]  // for root of this namespace
    [InlineData("0100000380000000000000000000000000000000a0860100", 3, false)] // for uid 100000's
    [InlineData("010000018000000000000000", 1, true)]
    public void Reads_what_the_kernel_reads(string hex, int version, bool setuid)
    {
        FileCapability capability = FileCapability.Parse(Convert.FromHexString(hex))!;

        Assert.Equal((version, setuid), (capability.Version, capability.Gives(FileCapability.SetUid)));
    }

    [Fact]
    public void Knows_the_root_that_version_3_counts_for() =>
        Assert.Equal(100000u, FileCapability.Parse(Convert.FromHexString("0100000380000000000000000000000000000000a0860100"))!.RootId);

    [Theory]
    [InlineData("")]
    [InlineData("010000")]
    [InlineData("0100000480000000000000000000000000000000")]
    [InlineData("01000002800000000000000000000000000000")]
    [InlineData("0100000380000000000000000000000000000000")]
    public void Refuses_what_the_kernel_refuses(string hex) => Assert.Null(FileCapability.Parse(Convert.FromHexString(hex)));

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[0, 40].Sample(bytes => { _ = FileCapability.Parse(bytes); });
}
