namespace RootlessHost.Facts;

/// <summary>Which option of a kernel's configuration makes which module.</summary>
public static class KernelOption
{
    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["overlay"] = "CONFIG_OVERLAY_FS",
        ["fuse"] = "CONFIG_FUSE_FS",
        ["tun"] = "CONFIG_TUN",
        ["veth"] = "CONFIG_VETH",
        ["bridge"] = "CONFIG_BRIDGE",
        ["br_netfilter"] = "CONFIG_BRIDGE_NETFILTER",
        ["vxlan"] = "CONFIG_VXLAN",
        ["nf_tables"] = "CONFIG_NF_TABLES",
        ["nft_compat"] = "CONFIG_NFT_COMPAT",
        ["nft_chain_nat"] = "CONFIG_NFT_NAT",
        ["nf_nat"] = "CONFIG_NF_NAT",
        ["nf_conntrack"] = "CONFIG_NF_CONNTRACK",
        ["ip_tables"] = "CONFIG_IP_NF_IPTABLES",
        ["iptable_nat"] = "CONFIG_IP_NF_NAT",
        ["iptable_filter"] = "CONFIG_IP_NF_FILTER",
        ["iptable_mangle"] = "CONFIG_IP_NF_MANGLE",
        ["ip6_tables"] = "CONFIG_IP6_NF_IPTABLES",
        ["ip6table_nat"] = "CONFIG_IP6_NF_NAT",
        ["ip6table_filter"] = "CONFIG_IP6_NF_FILTER",
        ["ip6table_mangle"] = "CONFIG_IP6_NF_MANGLE",
        ["xt_comment"] = "CONFIG_NETFILTER_XT_MATCH_COMMENT",
        ["xt_multiport"] = "CONFIG_NETFILTER_XT_MATCH_MULTIPORT",
        ["xt_addrtype"] = "CONFIG_NETFILTER_XT_MATCH_ADDRTYPE",
        ["xt_conntrack"] = "CONFIG_NETFILTER_XT_MATCH_CONNTRACK",
        ["xt_MASQUERADE"] = "CONFIG_NETFILTER_XT_TARGET_MASQUERADE",
        ["ip_vs"] = "CONFIG_IP_VS",
        ["btrfs"] = "CONFIG_BTRFS_FS",
        ["tcp_diag"] = "CONFIG_INET_TCP_DIAG",
    };

    /// <summary>The option of a module that container engines use; null for others.</summary>
    public static string? OfModule(string name) => Options.GetValueOrDefault(name);
}
