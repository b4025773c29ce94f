using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Sec;

/// <summary>The user's quota of kernel keys has room for more containers.</summary>
internal sealed class Keys : IUserCheck
{
    private const string MostKeys = "kernel.keys.maxkeys", MostBytes = "kernel.keys.maxbytes";
    private const double Nearly = 0.9;

    // A session keyring is named by the 64 digits of its container's id.
    private const long OfContainer = 65;

    private static readonly Finding Unused = Finding.Pass("none of the quota is used");

    public About About { get; } = new("sec.keys", "the user's quota of kernel keys has room for more containers")
    {
        Reads = $"/proc/key-users, {MostKeys}, {MostBytes}",
        Why = "Each container gets a session keyring that counts against the quota of its user, 200 keys by default. When it is full, containers fail to start with 'unable to join session keyring: disk quota exceeded'.",
        Sources = ["keyrings(7)", "https://github.com/containers/podman/issues/13363", "https://github.com/moby/buildkit/issues/6247"],
        Running = true,
    };

    public Finding Look(UserFacts user)
    {
        if (user.Host.KeyUsers is not { } users) return user.Host.IsPartial ? Finding.Skip("/proc/key-users is not in this image") : Finding.Pass("this kernel keeps no keys");
        if (!users.TryGetValue(user.Uid, out KeyUsage? usage))
        {
            return user.Host.SysctlNumber(MostKeys) < 1 || user.Host.SysctlNumber(MostBytes) < OfContainer
                ? Finding.Fail($"{MostKeys} is {user.Host.SysctlNumber(MostKeys)} and {MostBytes} {user.Host.SysctlNumber(MostBytes)}: no container can start").Because(HostFacts.SysctlPath(MostBytes))
                    .With(new Remedy(Raise(user.Host, MostKeys, 0, 1_000_000), Raise(user.Host, MostBytes, 0, 25_000_000)))
                : Unused;
        }
        bool isBytes = usage.MostBytes - usage.Bytes < OfContainer || Share(usage.Bytes, usage.MostBytes) > Share(usage.Keys, usage.MostKeys);
        (long used, long most, string unit) = isBytes ? (usage.Bytes, usage.MostBytes, "bytes of keys") : (usage.Keys, usage.MostKeys, "keys");
        string reason = $"{used} of {most} {unit} are used";
        Finding? finding = Share(used, most) switch
        {
            >= 1 => Finding.Fail($"{reason}: no container can start"),
            _ when usage.MostBytes - usage.Bytes < OfContainer => Finding.Fail($"{reason}: no container can start"),
            > Nearly => Finding.Warn(reason),
            _ => null,
        };
        return finding is null ? Finding.Pass(reason) : finding.Because(new Evidence("/proc/key-users", usage.Line, $"{user.Uid}: {usage.Keys}/{usage.MostKeys} {usage.Bytes}/{usage.MostBytes}"))
            .Wanted($"at most {Nearly * 100} %", $"{Share(used, most) * 100:0} %")
            .With(new Remedy(Raise(user.Host, MostKeys, usage.MostKeys, 1_000_000), Raise(user.Host, MostBytes, usage.MostBytes, 25_000_000)));
    }

    private static double Share(long used, long most) => most <= 0 ? 1 : (double)used / most;

    private static SetSysctl Raise(HostFacts host, string key, long now, long value) => NextBoot.Set(host, key, $"{Math.Max(now, value)}");
}
