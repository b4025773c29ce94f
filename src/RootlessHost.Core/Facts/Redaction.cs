using System.Text;

namespace RootlessHost.Facts;

/// <summary>
/// What a capture keeps of a file: what the checks read, and nothing that could be a secret. A rule a kind of file; a file without a rule is
/// kept as empty. Lines stay where they are, because findings name them.
/// </summary>
internal static class Redaction
{
    // The variables that checks ask for. Others can be passwords.
    private static readonly HashSet<string> KnownVariables = new(StringComparer.Ordinal)
    {
        "BUILDKIT_HOST", "CONTAINERD_ROOTLESS_ROOTLESSKIT_DETACH_NETNS", "CONTAINERD_ROOTLESS_ROOTLESSKIT_NET", "CONTAINERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER",
        "DBUS_SESSION_BUS_ADDRESS", "DOCKERD_ROOTLESS_ROOTLESSKIT_DETACH_NETNS", "DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK", "DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS",
        "DOCKERD_ROOTLESS_ROOTLESSKIT_MTU", "DOCKERD_ROOTLESS_ROOTLESSKIT_NET", "DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER", "DOCKERD_ROOTLESS_ROOTLESSKIT_STATE_DIR",
        "SUDO_UID", "SUDO_USER", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_SESSION_ID", "container",
    };

    // By the beginning of the name: cgroup_disable=memory, systemd.unified_cgroup_hierarchy=0.
    private static readonly string[] Parameters =
    [
        "apparmor", "cgroup", "enforcing", "fips", "ipv6.", "lockdown", "lsm", "module_blacklist", "modprobe.blacklist", "namespace.", "overlay.", "psi",
        "quiet", "ro", "rw", "security", "selinux", "swapaccount", "sysctl.", "systemd.", "user_namespace.",
    ];

    // The settings of engines, of storage, of the directory and of the firewall that checks ask for, whatever table they stand in.
    private static readonly HashSet<string> Settings = new(StringComparer.Ordinal)
    {
        "access_provider", "additionalimagestores", "cgroup-driver", "cgroup-parent", "cgroup_manager", "cgroupns", "data-root", "database_backend", "DBPath", "default-runtime",
        "default_rootless_network_cmd", "detach-netns", "domains", "driver", "driver_priority", "dynamic_dirs", "ENABLED", "enumerate", "events_logger", "exec-opts", "exec-root", "features",
        "firewall-backend", "firewall_driver", "graphroot", "helper_binaries_dir", "id_provider", "ignore_chown_errors", "imagestore", "ip-forward", "iptables", "ip6tables",
        "keyring", "ldap_id_mapping", "ldap_idmap_range_max", "ldap_idmap_range_min", "ldap_idmap_range_size", "live-restore", "max_id", "min_id", "mount_program", "mountopt", "network_backend", "root", "rootless", "rootless_storage_path", "runroot",
        "runtime", "selinux-enabled", "seccomp-profile", "services", "snapshotter", "state", "storage-driver", "storage-opts", "subid_provider", "user-remap", "userland-proxy",
        "userns", "userns-remap", "userns_mode", "version", "worker.oci.rootless",
    };

    private static readonly string[] PackagesAskedFor =
    [
        "aardvark", "apptainer", "buildah", "buildkit", "catatonit", "conmon", "containerd", "containernetworking", "containers-common", "criu", "crun", "dbus", "docker", "fuse",
        "golang-github-containers", "iptables", "k3s", "kmod", "kubelet", "libpam-systemd", "libseccomp", "libslirp", "libsubid", "linux-image", "lxc", "lxd", "incus", "minikube",
        "moby", "netavark", "nerdctl", "nftables", "passt", "pasta", "podman", "rootlesskit", "runc", "shadow", "singularity", "slirp4netns", "systemd", "uidmap", "util-linux",
    ];

    // A unit's settings that decide what a manager does; commands and environments can hold anything.
    private static readonly string[] UnitKeysWithValues =
    [
        "ConditionUser", "Delegate", "DelegateSubgroup", "DefaultTasksMax", "KillUserProcesses", "LimitNOFILE", "LimitNPROC", "Linger", "ListenStream", "MemoryMax", "NoNewPrivileges",
        "RemoveIPC", "RuntimeDirectorySize", "Slice", "StopIdleSessionSec", "TasksMax", "Type", "User", "UserTasksMax", "WantedBy",
    ];

    // What decides who a container is and whether it has a network; mounts, hooks and environments can hold anything.
    private static readonly string[] LxcKeys = ["lxc.idmap", "lxc.id_map", "lxc.include", "lxc.lxcpath", "lxc.default_config"];

    /// <summary>What to keep of the file that was read from this path.</summary>
    public static byte[] Of(string path, byte[] content) => RuleFor(path) switch
    {
        Rule.Whole => content,
        Rule.Passwd => Lines(content, line => Fields(line, 7, fields => [fields[0], fields[1].Length == 0 ? "" : "x", fields[2], fields[3], "", fields[5], fields[6]])),
        Rule.Group => Lines(content, line => Fields(line, 4, fields => [fields[0], fields[1].Length == 0 ? "" : "x", fields[2], fields[3]])),
        Rule.Environment => Variables(content, IsKnownVariable),
        // Of the first process only the container manager that started it is asked for.
        Rule.InitsEnvironment => Variables(content, variable => variable.StartsWith("container=", StringComparison.Ordinal)),
        Rule.CommandLine => Lines(content, line => string.Join(' ', line.Split(' ').Where(word => Parameters.Any(name => word.StartsWith(name, StringComparison.Ordinal))))),
        Rule.Settings => SettingsFile.Redact(content, Settings.Contains),
        Rule.Own => IsConfiguration(path, content) ? SettingsFile.Redact(content, _ => true) : [],
        Rule.Json => JsonSettings.Redact(content, Settings.Contains),
        Rule.Unit => Lines(content, Unit),
        Rule.Lxc => Lines(content, Lxc),
        Rule.Dpkg => Stanzas(content, "Package: ", "Status: ", "Version: "),
        Rule.Apk => Stanzas(content, "P:", "V:"),
        Rule.ModuleNames => Lines(content, line => line.IndexOf(':') is > 0 and var colon ? line[..(colon + 1)] : line),
        Rule.Sockets => Lines(content, Socket),
        // Other sockets are named for what a host runs.
        Rule.Buses => Lines(content, line => line.Split(' ') is [.., var path] && path.StartsWith("/run/user/", StringComparison.Ordinal) && path.EndsWith("/bus", StringComparison.Ordinal) ? line : ""),
        _ => [],
    };

    /// <summary>There is a rule for it.</summary>
    public static bool Knows(string path) => RuleFor(path) != Rule.None;

    /// <summary>A capture keeps this variable of an environment.</summary>
    public static bool KeepsVariable(string name) => KnownVariables.Contains(name);

    // Every key and value of one is known; what else is in its place could be anything.
    private static bool IsConfiguration(string path, byte[] content)
    {
        try
        {
            ConfigFile.Parse(path, content);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private enum Rule
    {
        None,
        Whole,
        Passwd,
        Group,
        Environment,
        InitsEnvironment,
        CommandLine,
        Settings,
        Own,
        Json,
        Unit,
        Lxc,
        Dpkg,
        Apk,
        ModuleNames,
        Sockets,
        Buses,
    }

    private static Rule RuleFor(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return path switch
        {
            _ when name is "passwd" or "passwd-" => Rule.Passwd,
            _ when name is "group" or "group-" => Rule.Group,
            "/proc/1/environ" => Rule.InitsEnvironment,
            _ when name is "environ" => Rule.Environment,
            _ when name is "cmdline" or "cmdline.txt" => Rule.CommandLine,
            _ when name.EndsWith(".json", StringComparison.Ordinal) => Rule.Json,
            "/var/lib/dpkg/status" => Rule.Dpkg,
            "/lib/apk/db/installed" or "/usr/lib/apk/db/installed" => Rule.Apk,
            _ when name == "modules.dep" => Rule.ModuleNames,
            _ when name is "tcp" or "tcp6" or "udp" or "udp6" && path.StartsWith("/proc/", StringComparison.Ordinal) => Rule.Sockets,
            "/proc/net/unix" => Rule.Buses,
            "/etc/pacman.conf" => Rule.Settings,
            Remedies.AddBootArgument.File => Rule.Whole, // its content is ours
            _ when IsBelow(path, "/proc", "/sys", "/boot", "/lib/modules", "/usr/lib/modules") => Rule.Whole,
            _ when path.Contains("/systemd/") && name.Contains('.') && !name.EndsWith(".toml", StringComparison.Ordinal) => Rule.Unit,
            _ when name is "sssd.conf" or "ufw.conf" or "nerdctl.toml" or "buildkitd.toml" or "containers.conf" or "storage.conf" => Rule.Settings,
            _ when path.Contains("/containers/") || path.Contains("containers.conf.d/") || path.Contains("storage.conf.d/") => Rule.Settings,
            _ when IsBelow(path, "/etc/rootless-host") => Rule.Own,
            _ when name.EndsWith(".toml", StringComparison.Ordinal) || name.EndsWith(".yaml", StringComparison.Ordinal) => Rule.Settings,
            _ when path.Contains("/lxc/") && (name == "config" || name.EndsWith(".conf", StringComparison.Ordinal)) => Rule.Lxc,
            _ when IsBelow(path, Harmless) || name is ".containerenv" => Rule.Whole,
            _ => Rule.None,
        };
    }

    // World-readable on every distribution, and no place for a secret.
    private static readonly string[] Harmless =
    [
        "/etc/apparmor.d", "/etc/firewalld/zones", "/usr/lib/firewalld/zones", "/etc/fstab", "/etc/hostname", "/etc/login.defs", "/usr/etc/login.defs", "/etc/lxc", "/etc/modprobe.d", "/run/modprobe.d",
        "/usr/lib/modprobe.d", "/usr/local/lib/modprobe.d", "/lib/modprobe.d", "/etc/modules", "/etc/modules-load.d", "/usr/lib/modules-load.d", "/run/modules-load.d", "/etc/nsswitch.conf",
        "/usr/etc/nsswitch.conf", "/etc/os-release", "/usr/lib/os-release", "/etc/pam.d", "/usr/lib/pam.d", "/etc/security", "/etc/selinux/config", "/etc/subgid", "/etc/subuid", "/etc/sysctl.conf", "/etc/sysctl.d", "/run/sysctl.d",
        "/usr/lib/sysctl.d", "/usr/local/lib/sysctl.d", "/lib/sysctl.d", "/etc/udev/rules.d", "/etc/ufw/user.rules", "/run/systemd/container", "/run/systemd/users", "/etc/rpm", "/etc/cni", "/etc/userdb", "/run/host/container-manager",
        "/etc/apk/world", "/run/user",
    ];

    private static bool IsBelow(string path, params string[] folders) =>
        folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] is '/' or '-'));

    private static byte[] Lines(byte[] content, Func<string, string> keep) =>
        Encoding.UTF8.GetBytes(string.Join('\n', Encoding.UTF8.GetString(content).Split('\n').Select(line => line.Length == 0 ? line : keep(line))));

    // A line that is no record can be anything, a comment with a password too. Its first character says what readers do with it.
    private static string Fields(string line, int count, Func<string[], string[]> keep)
    {
        string[] fields = line.Split(':');
        return fields.Length == count && line[0] != '#' ? string.Join(':', keep(fields)) : line[0] is '#' or '+' or '-' ? line[..1] : "?";
    }

    private static byte[] Variables(byte[] content, Func<string, bool> keep) =>
        Encoding.UTF8.GetBytes(string.Concat(Encoding.UTF8.GetString(content).Split('\0').Where(keep).Select(variable => variable + '\0')));

    private static bool IsKnownVariable(string variable) => variable.IndexOf('=') is > 0 and var equals && KnownVariables.Contains(variable[..equals]);

    private static string Unit(string line)
    {
        string trimmed = line.TrimStart();
        if (trimmed.Length == 0 || trimmed[0] == '[') return line;
        if (trimmed[0] is '#' or ';') return trimmed[..1];
        int equals = trimmed.IndexOf('=');
        if (equals < 0) return "";
        string key = trimmed[..equals].TrimEnd();
        string value = trimmed[(equals + 1)..].Trim();
        if (UnitKeysWithValues.Contains(key) || value.Length == 0) return line;
        if (key != "Environment") return $"{key}=";
        string bare = value.Trim('"', '\'');
        return bare.Contains(' ') || !IsKnownVariable(bare) ? $"{key}=" : line;
    }

    private static string Lxc(string line)
    {
        if (line.TrimStart() is [] or ['#', ..]) return "";
        int equals = line.IndexOf('=');
        string key = equals < 0 ? "" : line[..equals].Trim();
        bool isNetwork = key.StartsWith("lxc.net", StringComparison.Ordinal) && (key.EndsWith(".type", StringComparison.Ordinal) || key.EndsWith(".link", StringComparison.Ordinal));
        return isNetwork || LxcKeys.Contains(key) ? line : $"{key}=";
    }

    // sl local_address rem_address st ...: who is at the other end is nobody's business, and no check asks.
    private static string Socket(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || words[0] == "sl") return line;
        return words[3] is "0A" or "07" ? line : "";
    }

    private static byte[] Stanzas(byte[] content, params string[] keys)
    {
        var kept = new StringBuilder();
        bool wanted = false;
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            if (line.StartsWith(keys[0], StringComparison.Ordinal)) wanted = PackagesAskedFor.Any(name => line.AsSpan(keys[0].Length).StartsWith(name, StringComparison.Ordinal));
            if (wanted && keys.Any(key => line.StartsWith(key, StringComparison.Ordinal))) kept.Append(line).Append('\n');
            if (wanted && line.Length == 0)
            {
                kept.Append('\n');
                wanted = false;
            }
        }
        return Encoding.UTF8.GetBytes(kept.ToString());
    }
}
