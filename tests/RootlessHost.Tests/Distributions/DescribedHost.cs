using System.Globalization;
using System.Text;

namespace RootlessHost.Tests.Distributions;

/// <summary>
/// Makes a <see cref="FixtureHost"/> of a <see cref="Distribution"/>: the files are a tree, and what a tree cannot hold without root (owners,
/// file capabilities, devices, what another may not read) is said in <c>.rootless-host-capture</c>.
/// </summary>
internal sealed class DescribedHost
{
    // VFS_CAP_REVISION_2 with the effective bit; the permitted set is 1 << 7 for CAP_SETUID, 1 << 6 for CAP_SETGID (capability.h).
    private const string CapSetuid = "010000028000000000000000" + "0000000000000000", CapSetgid = "010000024000000000000000" + "0000000000000000";

    private const string AllModules = "tun fuse overlay veth bridge br_netfilter vxlan nf_tables nft_compat nft_chain_nat nf_nat nf_conntrack ip_vs ip_tables iptable_nat iptable_filter "
        + "iptable_mangle ip6_tables ip6table_nat ip6table_filter ip6table_mangle xt_comment xt_multiport xt_addrtype xt_conntrack xt_MASQUERADE";

    private readonly Distribution _d;
    private readonly Situation _situation;
    private readonly FixtureHost _host;
    private readonly List<string> _seen = [];
    private readonly Dictionary<string, (string Mode, int Uid, int Gid)> _owners = [];

    private DescribedHost(Distribution distribution, Situation situation, FixtureHost host) => (_d, _situation, _host) = (distribution, situation, host);

    public static FixtureHost Of(Distribution distribution, Situation situation, params string[] needs)
    {
        var host = new FixtureHost { Engines = distribution.Engines, Needs = needs };
        var described = new DescribedHost(distribution, situation, host);
        described.Disk();
        if (situation != Situation.Image) described.Kernel();
        if (situation != Situation.Image && distribution.Systemd is not null) described.Init();
        described.Sign();
        return host;
    }

    private bool IsSystemd => _d.Systemd is not null;

    private bool HasDocker => _d.Engines.Contains("docker");

    // ---- what is on the disk ----

    private void Disk()
    {
        _host["/etc/os-release"] = string.Join('\n', _d.Os.Split(' ')) + "\n";
        _host["/etc/hostname"] = "host\n";
        Accounts();
        _host[_d.LoginDefs] = $"UID_MIN 1000\nUID_MAX 60000\nSUB_UID_MIN {_d.FirstSubid}\nSUB_UID_MAX 600100000\nSUB_UID_COUNT 65536\nSUB_GID_MIN {_d.FirstSubid}\nSUB_GID_MAX 600100000\nSUB_GID_COUNT 65536\nUSERGROUPS_ENAB yes\n";
        _host["/etc/nsswitch.conf"] = "passwd: files systemd\ngroup: files systemd\nshadow: files\nhosts: files dns\n";
        _host["/etc/fstab"] = $"/dev/sda1 / {_d.Filesystem} defaults 0 1\n";
        Folder("/home/alice", _d.HomeMode, 1000);
        Folder("/tmp", "1777");
        Folder("/var/tmp", "1777");
        Folder("/root", "0700");
        foreach (string helper in (string[])["newuidmap", "newgidmap"])
        {
            Program($"/usr/bin/{helper}", _d.HelpersHaveCapabilities ? "0755" : "4755");
            if (_d.HelpersHaveCapabilities) _seen.Add($"xattr /usr/bin/{helper}\\000security.capability hex {(helper == "newuidmap" ? CapSetuid : CapSetgid)}");
        }
        Program(_d.Os.Contains("alpine", StringComparison.Ordinal) ? "/sbin/sysctl" : "/usr/sbin/sysctl", "0755");
        Programs();
        Modules();
        if (IsSystemd) Systemd();
        if (_d.Selinux)
        {
            _host["/etc/selinux/config"] = "SELINUX=enforcing\nSELINUXTYPE=targeted\n";
            _host["/usr/share/containers/selinux/contexts"] = "process = \"system_u:system_r:container_t:s0\"\n";
        }
        foreach ((string path, string text) in _d.Files) _host[path] = text;
    }

    private void Accounts()
    {
        (string Name, int Uid, long? Subid)[] all = [("root", 0, null), ("daemon", 1, null), ("nobody", 65534, null), ("alice", 1000, _d.FirstSubid), .. _d.Accounts];
        _host["/etc/passwd"] = string.Concat(all.Select(a => $"{a.Name}:x:{a.Uid}:{a.Uid}::{(a.Uid == 0 ? "/root" : a.Uid == 1000 ? "/home/alice" : "/nonexistent")}:{(a.Uid is 0 or 1000 ? "/bin/sh" : "/usr/sbin/nologin")}\n"));
        _host["/etc/group"] = string.Concat(all.Select(a => $"{a.Name}:x:{a.Uid}:\n")) + (HasDocker ? "docker:x:998:\n" : "");
        foreach (string file in (string[])["/etc/subuid", "/etc/subgid"])
        {
            _host[file] = string.Concat(all.Where(a => a.Subid is not null).Select(a => $"{a.Name}:{a.Subid}:65536\n"));
        }
    }

    private void Programs()
    {
        foreach (Package package in _d.Packages)
        {
            foreach (string path in package.Paths)
            {
                Program(path, path.EndsWith("lxc-user-nic", StringComparison.Ordinal) ? "4755" : "0755");
                // rpm's database is not text: the program is asked.
                if (_situation != Situation.Image && IsRpm) _seen.Add($"ask {path}\\040--version text {path[(path.LastIndexOf('/') + 1)..]}\\040version\\040{package.Version}");
            }
        }
        Program($"{_d.Iptables.Folder}/{_d.Iptables.Target}", "0755");
        _host.MakeLink($"{_d.Iptables.Folder}/iptables", _d.Iptables.Target);
        if (_d.Engines.Contains("podman")) _host["/etc/containers/policy.json"] = "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}\n";
        switch (_d.Os)
        {
            case var os when os.Contains("alpine", StringComparison.Ordinal):
                _host["/lib/apk/db/installed"] = string.Concat(_d.Packages.Select(p => $"C:Q1x=\nP:{p.Name}\nV:{p.Version}\nA:x86_64\n\n"));
                break;
            case var os when os.Contains("arch", StringComparison.Ordinal):
                foreach (Package package in _d.Packages) Folder($"/var/lib/pacman/local/{package.Name}-{package.Version}");
                break;
            case var _ when !IsRpm:
                _host["/var/lib/dpkg/status"] = string.Concat(_d.Packages.Select(p => $"Package: {p.Name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {p.Version}\nDescription: x\n\n"));
                break;
        }
    }

    private bool IsRpm => _d.HelpersHaveCapabilities && !_d.Os.Contains("arch", StringComparison.Ordinal);

    private void Modules()
    {
        string folder = $"/lib/modules/{_d.Kernel}";
        if (!_d.Os.Contains("alpine", StringComparison.Ordinal))
        {
            Folder("/usr/lib");
            _host.MakeLink("/lib", "usr/lib");
            folder = "/usr" + folder;
        }
        string[] modules = [.. AllModules.Split(' ').Except(_d.Lacks)];
        _host[$"{folder}/modules.dep"] = string.Concat(modules.Select(name => $"kernel/x/{name}.ko.xz:\n"));
        _host[$"{folder}/modules.builtin"] = "kernel/fs/proc/x.ko\n";
    }

    private void Systemd()
    {
        Program("/usr/lib/systemd/systemd", "0755");
        Program("/usr/lib/systemd/systemd-sysctl", "0755");
        _host[$"{_d.Libraries}/systemd/libsystemd-shared-{_d.Systemd}.so"] = "";
        _host["/usr/lib/systemd/system/user@.service"] = $"[Unit]\nDescription=User Manager for UID %i\n[Service]\nUser=%i\nPAMName=systemd-user\nType=notify\nExecStart=/usr/lib/systemd/systemd --user\nSlice=user-%i.slice\nKillMode=mixed\nDelegate={_d.Delegated}\nTasksMax=infinity\n";
        _host["/usr/lib/systemd/system/user-.slice.d/10-defaults.conf"] = "[Slice]\nTasksMax=33%\n";
        _host["/usr/lib/systemd/user/dbus.socket"] = "[Socket]\nListenStream=%t/bus\n";
        _host["/usr/lib/systemd/user/default.target"] = "[Unit]\n";
        _host["/etc/systemd/logind.conf"] = "[Login]\n#KillUserProcesses=no\n";
        Folder("/var/lib/systemd/linger");
    }

    // ---- what the kernel says ----

    private void Kernel()
    {
        bool asRoot = _situation == Situation.LoggedOut;
        int uid = asRoot ? 0 : 1000;
        string status = $"Name:\trootless-host\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t{uid}\t{uid}\t{uid}\t{uid}\nCapEff:\t{(asRoot ? "000001ffffffffff" : "0000000000000000")}\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\n";
        _host["/proc/self/status"] = status;
        _host["/proc/1/status"] = "Name:\tinit\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\n";
        if (asRoot) _host["/proc/1/environ"] = "HOME=/\0TERM=linux\0";
        else Denied("/proc/1/environ");
        _host["/proc/self/environ"] = asRoot ? "HOME=/root\0USER=root\0" : "HOME=/home/alice\0USER=alice\0" + (IsSystemd ? "XDG_RUNTIME_DIR=/run/user/1000\0DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus\0" : "");
        _host["/proc/self/limits"] = "Limit                     Soft Limit           Hard Limit           Units     \nMax processes             31000                31000                processes \nMax open files            1024                 524288               files     \n";
        _host["/proc/self/uid_map"] = _host["/proc/self/gid_map"] = "         0          0 4294967295\n";
        foreach ((string name, uint inode) in (ReadOnlySpan<(string, uint)>)[("cgroup", 4026531835), ("ipc", 4026531839), ("mnt", 4026531841), ("net", 4026531840), ("pid", 4026531836), ("user", 4026531837), ("uts", 4026531838)])
        {
            _host.MakeLink($"/proc/self/ns/{name}", $"{name}:[{inode}]");
        }
        _host["/proc/cmdline"] = $"BOOT_IMAGE=/boot/vmlinuz-{_d.Kernel} root=/dev/sda1 ro quiet\n";
        _host["/proc/filesystems"] = $"nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup\nnodev\tcgroup2\nnodev\tmqueue\n\t{_d.Filesystem}\n";
        _host["/proc/modules"] = string.Concat(_d.Loaded.Select(name => $"{name} 65536 1 - Live 0x0000000000000000\n"));
        _host["/proc/key-users"] = "    0:    57 56/56 47/1000000 1032/25000000\n 1000:     4 4/4 4/200 60/20000\n";
        _host["/proc/net/route"] = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
        _host["/proc/net/tcp"] = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 15000 1 0000000000000000 100 0 0 10 0\n";
        Sysctls();
        Mounts();
        if (_d.Selinux)
        {
            _host["/sys/fs/selinux/enforce"] = "1";
            _host["/proc/self/attr/current"] = "unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023\0";
        }
        if (_d.Apparmor)
        {
            _host["/sys/module/apparmor/parameters/enabled"] = "Y\n";
            _host["/sys/kernel/security/apparmor/profiles"] = "podman (unconfined)\nrootlesskit (unconfined)\nlxc-usernsexec (unconfined)\n/usr/bin/lxc-start (enforce)\n";
            if (!asRoot) Denied("/sys/kernel/security/apparmor/profiles");
        }
        _seen.Add("stat /dev/fuse status 21b6 0 0 0 1 10:229 0");
        _seen.Add("stat /dev/net/tun status 21b6 0 0 0 1 10:200 0");
        _seen.Add("statfs / space ef53 100000000000 50000000000 1000000 900000");
        _seen.Add("uname machine text x86_64");
        if (HasDocker)
        {
            _host["/run/docker.sock"] = _host["/run/containerd/containerd.sock"] = "";
            _owners["/run/docker.sock"] = ("0660", 0, 998);
            _owners["/run/containerd/containerd.sock"] = ("0660", 0, 0);
        }
    }

    private void Sysctls()
    {
        foreach ((string key, string value) in (ReadOnlySpan<(string, string)>)
        [
            ("kernel.osrelease", _d.Kernel), ("kernel.ostype", "Linux"), ("kernel.hostname", "host"), ("kernel.pid_max", "4194304"), ("kernel.threads-max", "62000"), ("kernel.modules_disabled", "0"),
            ("kernel.dmesg_restrict", "1"), ("kernel.keys.maxkeys", "200"), ("kernel.keys.maxbytes", "20000"), ("kernel.seccomp.actions_avail", "kill_process kill_thread trap errno user_notif trace log allow"),
            ("user.max_user_namespaces", "31000"), ("user.max_mnt_namespaces", "31000"), ("user.max_net_namespaces", "31000"), ("user.max_pid_namespaces", "31000"),
            ("user.max_ipc_namespaces", "31000"), ("user.max_uts_namespaces", "31000"), ("user.max_cgroup_namespaces", "31000"),
            ("net.ipv4.ip_unprivileged_port_start", "1024"), ("net.ipv4.ping_group_range", _d.Ping), ("net.ipv4.ip_forward", HasDocker ? "1" : "0"), ("net.ipv4.conf.default.rp_filter", "0"),
            ("net.ipv6.conf.all.disable_ipv6", "0"), ("fs.inotify.max_user_watches", "65536"), ("fs.inotify.max_user_instances", "128"), .. _d.Sysctls,
        ])
        {
            string path = $"/proc/sys/{key.Replace('.', '/')}";
            _host[path] = value + "\n";
            if (_situation == Situation.LoggedIn && _d.RootsSysctls.Contains(key)) Denied(path);
        }
    }

    private void Mounts()
    {
        string[] lines =
        [
            $"22 1 8:1 {(_d.Filesystem == "btrfs" ? "/root" : "/")} / rw,relatime shared:1 - {_d.Filesystem} /dev/sda1 rw",
            "23 22 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:2 - proc proc rw",
            "24 22 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:3 - sysfs sysfs rw",
            "25 22 0:5 / /dev rw,nosuid shared:4 - devtmpfs udev rw,mode=755",
            "26 22 0:23 / /run rw,nosuid,nodev shared:5 - tmpfs tmpfs rw,mode=755",
            .. _d.TmpIsTmpfs ? ["27 22 0:24 / /tmp rw,nosuid,nodev shared:6 - tmpfs tmpfs rw"] : Array.Empty<string>(),
            .. _situation == Situation.LoggedIn && IsSystemd ? ["28 26 0:25 / /run/user/1000 rw,nosuid,nodev,relatime shared:7 - tmpfs tmpfs rw,mode=700,uid=1000,gid=1000"] : Array.Empty<string>(),
            .. _d.Cgroups switch
            {
                "unified" => (string[])["30 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:8 - cgroup2 cgroup2 rw,nsdelegate"],
                var old =>
                [
                    "30 24 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:8 - tmpfs tmpfs ro,mode=755",
                    .. old == "hybrid" ? ["31 30 0:27 / /sys/fs/cgroup/unified rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate"] : Array.Empty<string>(),
                    "32 30 0:28 / /sys/fs/cgroup/systemd rw,nosuid,nodev,noexec,relatime shared:10 - cgroup cgroup rw,xattr,name=systemd",
                    "33 30 0:29 / /sys/fs/cgroup/memory rw,nosuid,nodev,noexec,relatime shared:11 - cgroup cgroup rw,memory",
                    "34 30 0:30 / /sys/fs/cgroup/pids rw,nosuid,nodev,noexec,relatime shared:12 - cgroup cgroup rw,pids",
                ],
            },
        ];
        _host["/proc/self/mountinfo"] = string.Concat(lines.Select(line => line + "\n"));
        Folder(CgroupMount);
        if (_d.Cgroups == "unified") _host["/sys/fs/cgroup/cgroup.controllers"] = "cpuset cpu io memory hugetlb pids rdma misc\n";
        if (_d.Cgroups == "hybrid") _host["/sys/fs/cgroup/unified/cgroup.controllers"] = "\n";
        if (!IsSystemd) _host["/proc/self/cgroup"] = "0::/\n";
    }

    private string CgroupMount => _d.Cgroups switch { "unified" => "/sys/fs/cgroup", "hybrid" => "/sys/fs/cgroup/unified", _ => "/sys/fs/cgroup/systemd" };

    // ---- what systemd made at boot and at login ----

    private void Init()
    {
        Folder("/run/systemd/system");
        Folder($"{CgroupMount}/user.slice");
        Folder($"{CgroupMount}/system.slice");
        Folder("/run/user");
        if (_situation != Situation.LoggedIn)
        {
            _host["/proc/self/cgroup"] = "0::/user.slice/user-0.slice/session-1.scope\n";
            return;
        }
        string slice = $"{CgroupMount}/user.slice/user-1000.slice";
        _host["/proc/self/cgroup"] = "0::/user.slice/user-1000.slice/session-1.scope\n";
        if (_d.Cgroups == "unified")
        {
            string[] live = _d.Delegated.Split(' ');
            _host[$"{slice}/user@1000.service/cgroup.controllers"] = string.Join(' ', "cpuset cpu io memory pids".Split(' ').Where(live.Contains)) + "\n";
            _host[$"{slice}/pids.max"] = "20460\n";
        }
        _host[$"{slice}/user@1000.service/init.scope/cgroup.procs"] = "900\n901\n";
        _host["/proc/900/status"] = "Name:\tsystemd\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\n";
        Folder("/run/user/1000", "0700", 1000);
        _host["/run/user/1000/bus"] = _host["/run/user/1000/systemd/private"] = "";
    }

    // ---- what a tree cannot hold ----

    private void Folder(string path, string mode = "0755", int uid = 0)
    {
        _host.MakeFolder(path);
        _owners[path] = (mode, uid, uid);
    }

    private void Program(string path, string mode)
    {
        _host.MakeProgram(path);
        _owners[path] = (mode, 0, 0);
    }

    private void Denied(string path) => _seen.Add($"read {path} error 13 open {path}");

    // Whoever runs the tests owns the tree; on the host it is root's, and alice's what is hers.
    private void Sign()
    {
        _seen.Add("stat / status 41ed 0 0 0 9 0:0 0");
        foreach (string at in Directory.EnumerateFileSystemEntries(_host.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            if (new FileInfo(at).LinkTarget is not null) continue;
            string path = at[_host.Folder.Length..];
            bool isFolder = Directory.Exists(at);
            bool isAlices = path.StartsWith("/home/alice/", StringComparison.Ordinal) || path.StartsWith("/run/user/1000/", StringComparison.Ordinal);
            (string mode, int uid, int gid) = _owners.GetValueOrDefault(path, (isFolder ? "0755" : "0644", isAlices ? 1000 : 0, isAlices ? 1000 : 0));
            int bits = Convert.ToInt32(mode, 8) | (isFolder ? 0x4000 : 0x8000);
            _seen.Add(string.Create(CultureInfo.InvariantCulture, $"stat {path} status {bits:x} {uid} {gid} {(isFolder ? 0 : new FileInfo(at).Length)} 1 0:0 0"));
        }
        var text = new StringBuilder("rootless-host.capture/1\notherwise tree\n");
        if (_situation == Situation.Image) text.Append("of an image\n");
        foreach (string line in _seen) text.Append(line).Append('\n');
        _host["/.rootless-host-capture"] = text.ToString();
    }
}
