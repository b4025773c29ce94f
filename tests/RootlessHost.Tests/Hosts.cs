namespace RootlessHost.Tests;

/// <summary>Pieces of hosts that several tests begin with.</summary>
internal static class Hosts
{
    public const string Alice = "root:x:0:0::/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\nbob:x:1001:1001::/home/bob:/bin/bash\n";
    public const string UserService = "/usr/lib/systemd/system/user@.service";
    public const string Live = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers";
    public const string DropIns = "/etc/systemd/system/user@.service.d";

    private const string Root = "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n";

    /// <summary>cgroup v2 with all controllers, systemd of that release, alice, and nobody logged in.</summary>
    public static FixtureHost Systemd(int version = 252, string engine = "podman", params string[] needs) => new FixtureHost { Engines = engine.Split(' '), Needs = needs }.Fill(host =>
    {
        host["/etc/passwd"] = Alice;
        host[$"/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-{version}.so"] = "";
        host["/usr/lib/systemd/systemd"] = "";
        host[UserService] = version >= 252 ? "[Service]\nDelegate=pids memory cpu\n" : "[Service]\nDelegate=pids memory\n";
        host["/sys/fs/cgroup/cgroup.controllers"] = "cpuset cpu io memory hugetlb pids rdma misc\n";
        host["/proc/sys/kernel/osrelease"] = "6.1.0-18-amd64\n";
        host.Mount("30 22 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw");
    });

    public static FixtureHost Fill(this FixtureHost host, Action<FixtureHost> fill)
    {
        fill(host);
        return host;
    }

    /// <summary>These mounts, and an ext4 at /.</summary>
    public static FixtureHost Mount(this FixtureHost host, params string[] lines)
    {
        host["/proc/self/mountinfo"] = Root + string.Concat(lines.Select(line => line + "\n"));
        return host;
    }

    /// <summary>The process that asks runs as this account, with this environment.</summary>
    public static FixtureHost As(this FixtureHost host, int uid, params string[] environment)
    {
        host["/proc/self/status"] = $"Name:\tcheck\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n";
        host["/proc/self/environ"] = string.Concat(environment.Select(variable => variable + "\0"));
        return host;
    }

    /// <summary>It is an unpacked capture, which tells everything, with these lines of what was seen.</summary>
    public static FixtureHost AsCapture(this FixtureHost host, params string[] seen)
    {
        host["/.rootless-host-capture"] = "rootless-host.capture/1\notherwise tree\n" + string.Concat(seen.Select(line => line + "\n"));
        host.MakeFolder("/run/systemd/system");
        return host;
    }
}
