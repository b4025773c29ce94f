namespace RootlessHost.Facts;

/// <summary>How the control groups of a host are laid out, cgroups(7).</summary>
public enum CgroupLayout
{
    Unified, // version 2 alone
    Hybrid,  // version 1, and beside it version 2 without controllers
    Legacy,  // version 1 alone
    None,    // nothing is mounted
}
