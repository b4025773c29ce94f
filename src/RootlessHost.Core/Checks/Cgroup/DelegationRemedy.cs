using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Cgroup;

/// <summary>The drop-in that delegates controllers to the systemd of every user.</summary>
internal static class DelegationRemedy
{
    private const string Folder = "/etc/systemd/system/user@.service.d/";

    private static readonly string[] Names = ["50-rootless-host.conf", "90-rootless-host.conf", "99-rootless-host.conf", "zz-rootless-host.conf", "zzzz-rootless-host.conf"];

    /// <summary>Null where no drop-in can help: a slice disables what is wanted, or every name sorts before the one that resets it.</summary>
    public static Remedy? For(UserFacts user, Controllers wanted)
    {
        UnitSetting? thief = user.Delegation?.Thief;
        if (thief is { Key: not "Delegate" })
        {
            return new Remedy(new ByHand($"take {thief} from {thief.Path}")) { TakesEffect = TakesEffect.Relogin };
        }
        string last = thief is { IsInDropIn: true } ? thief.Path[(thief.Path.LastIndexOf('/') + 1)..] : "";
        string? name = Names.FirstOrDefault(candidate => string.CompareOrdinal(candidate, last) > 0);
        return name is null ? null : new Remedy(new WriteFile(Folder + name, $"[Service]\nDelegate={wanted.Text()}\n") { Readers = [Reader.Systemd] })
        {
            TakesEffect = TakesEffect.Relogin,
        };
    }
}
