using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>The kernel lets users create user namespaces, and enough of them.</summary>
internal sealed class Max : IHostCheck
{
    private const string Limit = "user.max_user_namespaces";

    // Nobody knows where the number comes from; it is what Docker's and the rootless project's documentation set.
    private const long Usual = 28633;

    // Below it RootlessKit warns (pkg/parent/warn.go).
    private const long Few = 1024;

    public About About { get; } = new("userns.max", "users may create user namespaces, and enough of them")
    {
        Reads = $"{Limit}, and the files that set it at boot",
        Why = "Every rootless engine starts with a user namespace. At 0 the kernel refuses each with ENOSPC, which engines print as 'No space left on device'.",
        Risk = "hardening guides (RHEL 9 STIG V-257816) want 0 unless containers are documented as a need",
        Sources = ["namespaces(7)", "sysctl.d(5)", "https://docs.docker.com/engine/security/rootless/troubleshoot/", "https://rootlesscontaine.rs/getting-started/common/sysctl/"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.SysctlNumber(Limit) switch
    {
        null when host.IsPartial => Finding.Skip($"{Limit} is not in this image"),
        // Before 4.9 there was no such limit; without user namespaces there is none either.
        null when host.Namespaces?.Contains("user") == true => Finding.Pass("this kernel sets no limit"),
        null when host.Namespaces is not null => Finding.FollowsFrom("kernel.config"),
        null => Finding.Fail("this kernel is built without user namespaces"),
        0 => Finding.Fail($"{Limit} is 0").Because(Live("0")).Because(Configured(host)).Wanted($"at least {Few}", "0").With(Raise(host)),
        < Few and var limit when limit < host.Engines.Count => Finding.Fail($"{Limit} is {limit}, and each of {host.Engines.Count} engines holds one").Because(Live($"{limit}")).Because(Configured(host)).Wanted($"at least {Few}", $"{limit}").With(Raise(host)),
        < Few and var limit => Finding.Warn($"{Limit} is {limit}, fewer than {Few}").Because(Live($"{limit}")).Wanted($"at least {Few}", $"{limit}").With(Raise(host)),
        var limit => NextBoot.Undoes(host, Limit, Few, Usual) ?? Finding.Pass($"up to {limit} user namespaces"),
    };

    private static Evidence Live(string value) => new(HostFacts.SysctlPath(Limit), Text: value);

    private static Evidence[] Configured(HostFacts host) =>
        host.ConfiguredSysctl(Limit) is { } boot ? [new Evidence(boot.File, boot.Line, $"{Limit} = {boot.Value}")] : [];

    private static Remedy Raise(HostFacts host) => new(NextBoot.Set(host, Limit, $"{Usual}"));
}
