namespace RootlessHost.Facts;

/// <summary>Which of the kernel's packet filters the host's iptables speaks to.</summary>
public enum NetfilterFlavour
{
    Unknown,
    Nft,    // nf_tables
    Legacy, // ip_tables
}
