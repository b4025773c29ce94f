namespace RootlessHost.Facts;

/// <summary>What the account's systemd may limit.</summary>
public sealed partial class UserFacts
{
    /// <summary>The file that tells what is delegated to the account's systemd now.</summary>
    public string ControllersFile => $"{host.CgroupMount}/{ManagerCgroup}/cgroup.controllers";

    /// <summary>The controllers that the account's systemd has now; null when it does not run.</summary>
    public Controllers? LiveControllers =>
        host.SlicedUids.Contains(Uid) && host.Word(ControllersFile) is { } words ? ControllerWords.Parse(words) : null;

    /// <summary>What the configuration delegates to the account's systemd at its next start; null when user@.service is not here.</summary>
    public Delegation? Delegation => host.DelegationOf(Uid);
}
