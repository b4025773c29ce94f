namespace RootlessHost.Checks;

/// <summary>Every check, in the order of a report: what others follow from comes first.</summary>
public static class Catalogue
{
    public static IReadOnlyList<ICheck> All { get; } =
    [
        // host
        new Host.Platform(),
        new Host.Nested(),
        new Host.User(),

        // kernel
        new Kernel.Version(),
        new Kernel.Config(),
        new Kernel.Cmdline(),
        new Kernel.ModulesLock(),

        // userns
        new Userns.Max(),
        new Userns.MaxOther(),
        new Userns.CloneSysctl(),
        new Userns.ApparmorRestrict(),
        new Userns.ApparmorProfile(),
        new Userns.SelinuxCreate(),
        new Userns.Nnp(),
        new Userns.Capbset(),

        // subid
        new Subid.Provider(),
        new Subid.Helpers(),
        new Subid.HelpersPriv(),
        new Subid.Getsubids(),
        new Subid.NssUser(),
        new Subid.Syntax(),
        new Subid.Present(),
        new Subid.Self(),
        new Subid.Reserved(),
        new Subid.Overlap(),
        new Subid.Size(),
        new Subid.Align(),
        new Subid.Parity(),
        new Subid.Extents(),
        new Subid.StalePodman(),
        new Subid.Kubelet(),

        // cgroup
        new Cgroup.Version(),
        new Cgroup.Root(),
        new Cgroup.RpiMemory(),
        new Cgroup.Delegation(),
        new Cgroup.DelegationConf(),

        // systemd
        new Systemd.Version(),
        new Systemd.UserManager(),
        new Systemd.Linger(),
        new Systemd.RuntimeDir(),
        new Systemd.Dbus(),
        new Systemd.Logind(),
        new Systemd.Oomd(),
        new Systemd.Units(),

        // net
        new Net.Driver(),
        new Net.DriverChoice(),
        new Net.Tun(),
        new Net.LxcUserNic(),
        new Net.Iptables(),
        new Net.NetfilterMods(),
        new Net.K8sMods(),
        new Net.IpForward(),
        new Net.RpFilter(),
        new Net.UnprivPorts(),
        new Net.Ping(),
        new Net.Cidr(),
        new Net.Ports(),
        new Net.Firewall(),
        new Net.Ipv6(),
        new Net.Bypass4netns(),

        // storage
        new Storage.Path(),
        new Storage.Fs(),
        new Storage.Flags(),
        new Storage.Xattr(),
        new Storage.Overlay(),
        new Storage.Driver(),
        new Storage.Fuse(),
        new Storage.FuseOverlayfs(),
        new Storage.SelinuxOverlay(),
        new Storage.Capacity(),
        new Storage.Tmp(),
        new Storage.MountOrder(),
        new Storage.Propagation(),
        new Storage.State(),

        // sec
        new Sec.Hidepid(),
        new Sec.Keys(),
        new Sec.Selinux(),
        new Sec.SysctlPrecedence(),
        new Sec.Compliance(),
        new Sec.RootfulExposure(),
        new Sec.Dmesg(),

        // limits
        new Limits.Inotify(),
        new Limits.Rlimits(),
        new Limits.Pids(),

        // engine
        new Engine.Present(),
        new Engine.Helpers(),
        new Engine.VersionRules(),
        new Engine.Config(),
        new Engine.Conflict(),
        new Engine.PodmanConfig(),
        new Engine.Kubelet(),
        new Engine.K3s(),
        new Engine.UsernsRemap(),
        new Engine.Apptainer(),
        new Engine.Lxc(),
        new Engine.Gpu(),
        new Engine.Swarm(),
        new Engine.Checkpoint(),
    ];

    /// <summary>The check of that id; null when there is none.</summary>
    public static ICheck? Find(string id) => All.FirstOrDefault(check => check.About.Id == id);

    /// <summary>Where a check of that id stands in <see cref="All"/>; behind all of them when it is none of these.</summary>
    public static int PlaceOf(string id)
    {
        for (int place = 0; place < All.Count; place++)
        {
            if (All[place].About.Id == id) return place;
        }
        return All.Count;
    }
}
