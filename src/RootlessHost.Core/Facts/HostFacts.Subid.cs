namespace RootlessHost.Facts;

/// <summary>Subordinate ids, and the accounts that their ranges must not touch.</summary>
public sealed partial class HostFacts
{
    // What answers from this machine alone: nothing else knows accounts that /etc/passwd does not.
    private static readonly string[] LocalServices = ["files", "compat", "systemd", "mymachines", "db"];

    /// <summary>Accounts can come from somewhere other than this machine's files: a directory, through the name service.</summary>
    public bool HasRemoteAccounts => Nsswitch.Services("passwd", "files").Any(service => !LocalServices.Contains(service));

    /// <summary>A row of /etc/subuid names the account.</summary>
    public bool OwnsSubordinateIds(Account account) => (Root.ReadText("/etc/subuid", 16 << 20) ?? "").Split('\n').Any(line => line.StartsWith(account.Name + ":", StringComparison.Ordinal));
}
