using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Tests.Remedies;

public sealed class PackagesTests
{
    [Theory]
    [InlineData("ID=debian", "newuidmap", "apt-get install -y uidmap")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "newuidmap", "apt-get install -y uidmap")]
    [InlineData("ID=rhel\nVERSION_ID=9.4", "newuidmap", "dnf install -y shadow-utils")]
    [InlineData("ID=opensuse-tumbleweed", "newuidmap", "zypper install -y shadow")]
    [InlineData("ID=alpine", "newuidmap", "apk add shadow-uidmap")]
    [InlineData("ID=arch", "newuidmap", "pacman -S --noconfirm shadow")]
    [InlineData("ID=fedora\nVERSION_ID=42", "getsubids", "dnf install -y shadow-utils-subid")]
    [InlineData("ID=rhel\nVERSION_ID=8.10", "iptables", "dnf install -y iptables")]
    [InlineData("ID=rhel\nVERSION_ID=9.4", "iptables", "dnf install -y iptables-nft")]
    [InlineData("ID=fedora\nVERSION_ID=42", "docker", "dnf install -y moby-engine")]
    [InlineData("ID=rhel\nVERSION_ID=9.4", "docker", null)]
    [InlineData("ID=void", "passt", null)]
    [InlineData("ID=debian", "no such thing", null)]
    public void Each_distribution_has_its_names(string os, string thing, string? command) =>
        Assert.Equal(command, Packages.For(OsRelease.Parse(os), thing)?.Commands.Single());
}
