namespace RootlessHost.Tests.Shipped;

/// <summary>A host on which every text that somebody may write holds characters that lie on a screen.</summary>
internal static class LyingHost
{
    /// <summary>One of each kind, and no line break.</summary>
    public const string Lie = "\u202e\u2066\u2069\u200b\u00ad\u00a0\u2800\u3164\ufe0f\u061c\ue000\ufeff\u2028\U000e0041\u0085\e[2J\u0007";

    public const string Name = $"al{Lie}ice";
    public const string Home = $"/home/al{Lie}ice";

    public static FixtureHost Make()
    {
        var host = new FixtureHost
        {
            ["/etc/passwd"] = $"root:x:0:0::/root:/bin/sh\n{Name}:x:1000:1000::{Home}:/bin/{Lie}\nbob:x:1001:1001::/home/bob:/bin/sh\nfar:x:1002:1002::relative{Lie}:/bin/sh\ndockremap{Lie}:x:1003:1003::/:/bin/sh\n",
            ["/etc/group"] = $"{Name}:x:1000:\ngr{Lie}:x:2000:{Name},bob\n",
            ["/etc/subuid"] = $"{Name}:100000:1000\nbob:100500:65536\ngone{Lie}:200000:65536\n{Lie}\n{Name}:1{Lie}:5\nbob:0600000:{Lie}\n",
            ["/etc/subgid"] = $"{Name}:100000:1000\nbob:100500:65536\n",
            ["/etc/login.defs"] = $"UID_MIN 1000\nSUB_UID_COUNT {Lie}\n",
            ["/etc/nsswitch.conf"] = $"passwd: files {Lie}\nsubid: files\n",
            ["/etc/os-release"] = $"ID=deb{Lie}\nVERSION_ID=\"12{Lie}\"\nPRETTY_NAME=\"Debian {Lie}\"\n",
            ["/etc/hostname"] = $"host{Lie}\n",
            ["/proc/sys/kernel/hostname"] = $"host{Lie}\n",
            ["/proc/sys/kernel/osrelease"] = $"6.1.0-{Lie}\n",
            ["/proc/sys/user/max_user_namespaces"] = $"{Lie}\n",
            ["/proc/sys/kernel/unprivileged_userns_clone"] = $"0{Lie}\n",
            ["/proc/cmdline"] = $"quiet systemd.unified_cgroup_hierarchy={Lie} {Lie}\n",
            ["/proc/self/status"] = "Uid:\t0\t0\t0\t0\n",
            ["/proc/self/mountinfo"] = $"1 0 8:1 / / rw - ext4{Lie} /dev/{Lie} rw\n2 1 0:9 / /home rw,noexec,nosuid - tm{Lie}pfs {Lie} rw\n",
            ["/etc/docker/daemon.json"] = $"{{\"data-root\": \"/{Lie}\", \"userns-remap\": \"dockremap{Lie}\", \"storage-driver\": \"{Lie}\", \"{Lie}\": 1}}".Replace("\e", "\\u001b").Replace("\u0007", "\\u0007"),
            ["/etc/containers/storage.conf"] = $"[storage]\ndriver = \"{Toml}\"\ngraphroot = \"/{Toml}\"\nrootless_storage_path = \"/x{Toml}\"\n",
            ["/etc/containers/containers.conf"] = $"[engine]\nruntime = \"{Toml}\"\ncgroup_manager = \"{Toml}\"\n[network]\ndefault_rootless_network_cmd = \"{Toml}\"\n{Lie} = {Lie}\n",
            ["/etc/sysctl.d/99-x.conf"] = $"user.max_user_namespaces = 0{Lie}\n{Lie} = 1\n",
            ["/etc/modprobe.d/x.conf"] = $"install overlay /bin/{Lie}\nblacklist {Lie}\n",
            ["/etc/systemd/system/user@.service.d/d.conf"] = $"[Service]\nDelegate={Lie}\n{Lie}={Lie}\n",
            ["/etc/lxc/lxc-usernet"] = $"{Name} veth lxcbr0 {Lie}\n",
            ["/etc/lxc/default.conf"] = $"lxc.net.0.type = {Lie}\nlxc.idmap = {Lie}\n",
            ["/etc/apptainer/apptainer.conf"] = $"allow setuid = {Lie}\n",
            [$"{Home}/.config/docker/daemon.json"] = $"{{\"data-root\": \"/{Lie}\", {Lie}",
            [$"{Home}/.config/containers/storage.conf"] = $"[storage]\ndriver = \"{Toml}\"\ngraphroot = \"/{Toml}\"\n",
            [$"{Home}/.config/containers/containers.conf"] = $"[engine]\n{Lie}",
            [$"{Home}/.config/lxc/default.conf"] = $"lxc.idmap = u 0 100000 1{Lie}\nlxc.include = {Lie}\n",
            [$"{Home}/.config/systemd/user/docker.service.d/{Lie}.conf"] = $"[Service]\nEnvironment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET={Lie}\nEnvironment=\"{Lie}={Lie}\"\nExecStart={Lie}\n",
            [$"{Home}/.config/systemd/user/docker.service"] = $"[Service]\nExecStart=/usr/bin/{Lie}\n",
        };
        foreach (string program in (string[])["docker", "dockerd", "dockerd-rootless.sh", "podman", "newuidmap", "newgidmap", "lxc-start", "apptainer"]) host.MakeProgram($"/usr/bin/{program}");
        return host;
    }

    // A basic string of TOML holds no control characters as they are.
    private static string Toml => Lie.Replace("\e", "\\u001b").Replace("\u0007", "\\u0007").Replace("\u0085", "\\u0085");
}
