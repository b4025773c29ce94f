using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Where packets for a network go.</summary>
/// <param name="Interface">The device.</param>
/// <param name="Network">The network's first address, as a number.</param>
/// <param name="Length">How many leading bits name the network: 24 of /24.</param>
/// <param name="Gateway">The router's address as a number; 0 when the network is on the wire.</param>
public readonly record struct Ipv4Route(string Interface, uint Network, int Length, uint Gateway)
{
    /// <summary>An address in both.</summary>
    public bool Overlaps(uint network, int length)
    {
        int shorter = Math.Min(Length, length);
        return shorter == 0 || (Network ^ network) >> (32 - shorter) == 0;
    }

    public override string ToString() => $"{Dotted(Network)}/{Length}";

    /// <summary>An address as people write it.</summary>
    public static string Dotted(uint address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");
}
