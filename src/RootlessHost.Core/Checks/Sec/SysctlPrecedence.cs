using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Sec;

/// <summary>No file undoes at the next boot a sysctl that containers need.</summary>
internal sealed class SysctlPrecedence : IHostCheck
{
    // The check that judges the value in force, and sees for itself what the files will do to it; null where this one does.
    private static readonly (string Key, long Least, string? Judge)[] Managed =
    [
        ("user.max_user_namespaces", 1024, "userns.max"),
        ("user.max_net_namespaces", 1024, "userns.max-other"),
        ("user.max_mnt_namespaces", 1024, "userns.max-other"),
        ("user.max_pid_namespaces", 1024, "userns.max-other"),
        ("kernel.unprivileged_userns_clone", 1, "userns.clone-sysctl"),
        ("kernel.keys.maxkeys", 200, null),
        ("kernel.keys.maxbytes", 20_000, null),
        ("fs.inotify.max_user_watches", 8192, null),
        ("fs.inotify.max_user_instances", 128, null),
    ];

    public About About { get; } = new("sec.sysctl-precedence", "no file undoes at the next boot a sysctl that containers need")
    {
        Reads = "/etc/sysctl.d and its siblings, /etc/sysctl.conf, /proc/sys",
        Why = "The file whose name sorts last wins, whatever its folder. Docker's documented 51-rootless.conf loses to a 99-….conf of a hardening guide: containers work until the next boot.",
        Sources = ["sysctl.d(5)", "sysctl(8)"],
    };

    public Finding Look(HostFacts host)
    {
        string? judge = null;
        foreach ((string key, long least, string? by) in Managed)
        {
            if (host.ConfiguredSysctl(key) is not { } boot || !long.TryParse(boot.Value, out long value) || value >= least) continue;
            if (host.SysctlNumber(key) is null && !host.IsPartial) continue;
            if (by is null && NextBoot.Undoes(host, key, least, least) is { } undone) return undone;
            // An image has no value in force, so nobody else speaks up.
            if (host.SysctlNumber(key) is null) return AtFirstBoot(host, key, boot, value, least);
            judge ??= by;
        }
        return judge is null ? Finding.Pass("none does") : Finding.FollowsFrom(judge);
    }

    private static Finding AtFirstBoot(HostFacts host, string key, (string Value, string File, int Line) boot, long value, long least) =>
        Finding.Warn($"{boot.File}:{boot.Line} sets {key} to {value} at boot").Because(new Evidence(boot.File, boot.Line, $"{key} = {boot.Value}"))
            .Wanted($"at least {least}", $"{value}").With(new Remedy(NextBoot.Set(host, key, $"{(least == 1024 ? 28633 : least)}")));
}
