namespace RootlessHost.Tests.Distributions;

/// <summary>
/// What one distribution does unlike the others, with its own packages and one user from useradd. The defaults are what most do:
/// systemd, control groups of version 2, set-user-id helpers, ext4.
/// </summary>
internal sealed record Distribution(string Name)
{
    /// <summary>os-release(5), separated by blanks.</summary>
    public required string Os { get; init; }

    public required string Kernel { get; init; }

    /// <summary>The release; null for OpenRC.</summary>
    public int? Systemd { get; init; }

    /// <summary>The folder of libsystemd-shared.</summary>
    public string Libraries { get; init; } = "/usr/lib/x86_64-linux-gnu";

    public required Package[] Packages { get; init; }

    /// <summary>The engines that are then installed, in the order of a report.</summary>
    public required string[] Engines { get; init; }

    /// <summary>Delegate= of user@.service.</summary>
    public string Delegated { get; init; } = "pids memory cpu";

    /// <summary>unified, hybrid or legacy.</summary>
    public string Cgroups { get; init; } = "unified";

    /// <summary>newuidmap has a file capability instead of its set-user-id bit.</summary>
    public bool HelpersHaveCapabilities { get; init; }

    /// <summary>The first id that useradd gives out.</summary>
    public long FirstSubid { get; init; } = 100000;

    /// <summary>Where login.defs is; openSUSE keeps the vendor's below /usr.</summary>
    public string LoginDefs { get; init; } = "/etc/login.defs";

    public string HomeMode { get; init; } = "0700";

    public string Filesystem { get; init; } = "ext4";

    public bool TmpIsTmpfs { get; init; }

    public bool Selinux { get; init; }

    public bool Apparmor { get; init; }

    /// <summary>The folder of iptables, and what it is a link to.</summary>
    public (string Folder, string Target) Iptables { get; init; } = ("/usr/sbin", "xtables-nft-multi");

    /// <summary>Modules that this kernel comes without.</summary>
    public string[] Lacks { get; init; } = [];

    /// <summary>Modules that are loaded when nobody asked for anything.</summary>
    public string[] Loaded { get; init; } = [];

    /// <summary>net.ipv4.ping_group_range: systemd's own default, where the distribution ships it; the kernel's is <c>1 0</c>.</summary>
    public string Ping { get; init; } = "0\t2147483647";

    /// <summary>Further sysctls as the kernel has them.</summary>
    public (string Key, string Value)[] Sysctls { get; init; } = [];

    /// <summary>Sysctls that only root may read.</summary>
    public string[] RootsSysctls { get; init; } = [];

    /// <summary>Further files.</summary>
    public (string Path, string Text)[] Files { get; init; } = [];

    /// <summary>Further accounts, with a row of subordinate ids where <c>Subid</c> is one.</summary>
    public (string Name, int Uid, long? Subid)[] Accounts { get; init; } = [];

    public Accepted[] Accepted { get; init; } = [];

    /// <summary>Needs that are met by default.</summary>
    public string[] Meets { get; init; } = ["network", "limits", "ping", "limits:cpu", "limits:memory,pids"];

    /// <summary>Needs that are not, and the check that says so.</summary>
    public (string Need, string Check)[] Misses { get; init; } = [];

    public override string ToString() => Name;
}
