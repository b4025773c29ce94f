using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>The kernel lets users create user namespaces, and enough of them.</summary>
internal sealed class Max : IHostCheck
{
    private const string Limit = "user.max_user_namespaces";

    // Nobody knows where the number comes from; it is what Docker's and the rootless project's documentation set.
    private const string Usual = "28633";

    // Below it RootlessKit warns (pkg/parent/warn.go).
    private const long Few = 1024;

    public About About { get; } = new("userns.max", "users may create user namespaces, and enough of them")
    {
        Reads = $"{Limit}",
        Why = "Every rootless engine starts with a user namespace. At 0 the kernel refuses each with ENOSPC, which engines print as 'No space left on device'.",
        Risk = "hardening guides (RHEL 9 STIG V-257816) want 0 unless containers are documented as a need",
        Sources = ["namespaces(7)", "https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://rootlesscontaine.rs/getting-started/common/sysctl/"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.SysctlNumber(Limit) switch
    {
        null when host.IsPartial => Finding.Skip($"{Limit} is not in this image"),
        null => Finding.Fail("this kernel is built without user namespaces"),
        0 => Finding.Fail($"{Limit} is 0").Because(HostFacts.SysctlPath(Limit), "0").Wanted($"at least {Few}", "0").With(Raise),
        < Few and var limit => Finding.Warn($"{Limit} is {limit}, fewer than {Few}")
            .Because(HostFacts.SysctlPath(Limit), $"{limit}").Wanted($"at least {Few}", $"{limit}").With(Raise),
        var limit => Finding.Pass($"up to {limit} user namespaces"),
    };

    private static Remedy Raise => new(new SetSysctl(Limit, Usual));
}
