using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class ProgramVersionTests
{
    [Theory]
    [InlineData("podman version 4.3.1", "4.3.1")]
    [InlineData("Docker version 20.10.24+dfsg1, build 297e128", "20.10.24")]
    [InlineData("1:5.0.2-1+deb12u4", "5.0.2")]
    [InlineData("5:24.0.7-1~debian.12~bookworm", "24.0.7")]
    [InlineData("1.0.0~rc93+ds1-5+deb11u5", "1.0.0")]
    [InlineData("4.9.4-dev", "4.9.4")]
    [InlineData("5.2.2-r3", "5.2.2")]
    [InlineData("v1.29.0", "1.29.0")]
    [InlineData("Kubernetes v1.29.0", "1.29.0")]
    [InlineData("k3s version v1.28.4+k3s2 (6ba6c1b6)\ngo version go1.20.11", "1.28.4")]
    [InlineData("buildkitd github.com/moby/buildkit v0.12.4 833949d0f7908608b00ab6b93b8f92bdb147fcca", "0.12.4")]
    [InlineData("crun version 1.8.1\ncommit: f8a096be060b22ccd3d5f3ebe44108517fbf6c30", "1.8.1")]
    [InlineData("containerd containerd.io 1.6.26 3dd1e886", "1.6.26")]
    [InlineData("6.0.0-dev", "6.0.0")]
    [InlineData("no version", null)]
    [InlineData("99999999999999999999.1", null)]
    [InlineData("", null)]
    public void Reads_what_programs_print_and_packages_carry(string text, string? version) => Assert.Equal(version, ProgramVersion.Parse(text)?.ToString());

    [Theory]
    [InlineData("pasta 2023_12_04.b86afe3\nCopyright Red Hat", "2023.12.4")]
    [InlineData("0.0~git20230309.7c7625d-1", "2023.3.9")]
    [InlineData("0^20240220.g1e6f92b-1.el9", "2024.2.20")]
    [InlineData("2024_02_20.1e6f92b-1", "2024.2.20")]
    [InlineData("2025.06.11-r0", "2025.6.11")]
    [InlineData("0.0~git20231399.7c7625d-1", null)]
    [InlineData("pasta unknown version", null)]
    public void Reads_the_day_that_pasta_is_of(string text, string? day) => Assert.Equal(day, ProgramVersion.Stamp(text)?.ToString());

    [Fact]
    public void Takes_any_text() => Gen.String.Sample(text =>
    {
        _ = ProgramVersion.Parse(text);
        _ = ProgramVersion.Stamp(text);
    });
}
