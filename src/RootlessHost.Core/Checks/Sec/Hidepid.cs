using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Sec;

/// <summary>/proc shows users the processes of others, as systemd and the engines need.</summary>
internal sealed class Hidepid : IUserCheck
{
    private static readonly Finding Good = Finding.Pass("/proc hides no processes");

    public About About { get; } = new("sec.hidepid", "/proc hides no processes from the user")
    {
        Reads = "/proc/self/mountinfo, /etc/fstab",
        Why = "With hidepid=2 the user's systemd cannot see the processes it is asked about: engines print 'No route to host', or user@.service does not start at all. systemd does not support it and offers ProtectProc= for each service instead.",
        Risk = "without it users see the command lines of others",
        Sources = ["proc(5)", "https://github.com/systemd/systemd/issues/12955", "https://github.com/containers/crun/issues/250", "https://github.com/docker/docker-install/issues/324"],
        Running = true,
    };

    public Finding Look(UserFacts user)
    {
        if (user.Host.Mounts?.At("/proc") is not { } proc) return user.Host.IsPartial ? Finding.Skip("the mount of /proc is not in this image") : Good;
        // The kernel writes numbers before 5.8, words since.
        string option = proc.Value("hidepid") ?? "off";
        if (option is "0" or "off") return Good;
        if (uint.TryParse(proc.Value("gid"), out uint gid) && gid != 0 && (user.Account.Gid == gid || user.Host.MembersOf(gid).Contains(user.Name)))
        {
            return Finding.Pass($"/proc hides processes (hidepid={option}), but not from group {gid}, which the user is in");
        }
        Finding finding = option is "1" or "noaccess"
            ? Finding.Warn($"/proc keeps the processes of others closed (hidepid={option})")
            : Finding.Fail($"/proc hides the processes of others (hidepid={option})");
        return finding.Because(new Evidence("/proc/self/mountinfo", proc.Line, $"/proc hidepid={option}")).Because(Configured(user.Host)).Wanted("hidepid=0", $"hidepid={option}")
            .With(new Remedy(new ByHand("mount /proc without hidepid, and take the option out of /etc/fstab", "mount -o remount,hidepid=0 /proc")) { Impact = Impact.WeakensHost });
    }

    private static Evidence[] Configured(HostFacts host) =>
        host.Fstab.FirstOrDefault(entry => entry.Point == "/proc" && entry.Options.Contains("hidepid=")) is { Line: > 0 } entry ? [new Evidence("/etc/fstab", entry.Line, entry.Options)] : [];
}
