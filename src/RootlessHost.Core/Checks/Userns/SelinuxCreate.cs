using RootlessHost.Facts;

namespace RootlessHost.Checks.Userns;

/// <summary>No SELinux policy is known to deny user namespaces here.</summary>
internal sealed class SelinuxCreate : IHostCheck
{
    public About About { get; } = new("userns.selinux-create", "no SELinux policy is known to deny user namespaces here")
    {
        Reads = "/sys/fs/selinux/enforce, /sys/fs/selinux/class/user_namespace, /proc/self/attr/current",
        Why = "From 6.1 on a policy can deny the creation of user namespaces (class user_namespace). Distributions allow it to users; secureblue and Bottlerocket do not, nor does container_t for containers in containers.",
        Sources = ["https://github.com/containers/container-selinux/issues/257", "https://github.com/torvalds/linux/commit/ed5d44d42c95e8a13bb54e614d2269c8740667f9"],
        Running = true,
    };

    public Finding Look(HostFacts host)
    {
        const string Class = "/sys/fs/selinux/class/user_namespace/perms/create";
        string? enforces = host.Word("/sys/fs/selinux/enforce");
        if (enforces is null && host.IsPartial) return Finding.Skip("/sys/fs/selinux is not in this image");
        if (enforces is not "1") return Finding.Pass("SELinux enforces nothing here");
        if (host.Root.Stat(Class) is null) return Finding.Pass("the policy knows no such permission");
        string domain = host.Word("/proc/self/attr/current")?.TrimEnd('\0') ?? "";
        return (host.Os.Id, domain.Split(':')) switch
        {
            ("secureblue" or "bottlerocket", _) => Finding.Warn($"the policy of {host.Os.Id} denies user namespaces to most domains").Because(Class),
            (_, [_, _, "container_t", ..]) => Finding.Fail("container_t may not create user namespaces").Because("/proc/self/attr/current", domain),
            _ => Finding.Skip("only a try tells what the policy allows; distributions' policies allow it to users"),
        };
    }
}
