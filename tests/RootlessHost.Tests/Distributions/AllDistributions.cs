namespace RootlessHost.Tests.Distributions;

/// <summary>Every host of the tests that is healthy as its distribution makes it.</summary>
internal static class AllDistributions
{
    public static IReadOnlyList<Distribution> List { get; } =
    [
        Debians.Bullseye, Debians.Bookworm, Debians.Trixie,
        Ubuntus.Jammy, Ubuntus.Noble,
        RedHats.Rhel8, RedHats.Rhel9, RedHats.Rhel10, RedHats.Fedora,
        Others.Tumbleweed, Others.Leap, Others.Arch, Others.Alpine,
    ];

    public static Distribution Find(string name) => List.Single(distribution => distribution.Name == name);
}
