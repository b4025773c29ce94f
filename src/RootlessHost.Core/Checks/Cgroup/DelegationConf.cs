using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Cgroup;

/// <summary>What the configuration of user@.service delegates is in force, and nothing defeats a drop-in.</summary>
internal sealed class DelegationConf : IUserCheck
{
    public About About { get; } = new("cgroup.delegation-conf", "the delegation that is configured is in force")
    {
        Reads = "user@.service and its drop-ins below /etc, /run and /usr, DisableControllers= of the slices, the controllers of the user's systemd",
        Why = "A drop-in works from the next start of the user's systemd, which is the next login after the last logout. A later one with an empty Delegate= or Delegate=no, or "
            + "DisableControllers= of a slice, takes away what an earlier one gave.",
        Sources = ["systemd.resource-control(5)", "systemd.unit(5)", "https://github.com/systemd/systemd/issues/34186"],
    };

    public Finding Look(UserFacts user) => user.Host.CgroupLayout switch
    {
        _ when user.IsRemapOwner => Finding.Skip("the daemon is root's, and limits with root's controllers"),
        CgroupLayout.Hybrid or CgroupLayout.Legacy or CgroupLayout.None => Finding.FollowsFrom("cgroup.version"),
        _ when !user.Host.HasSystemd => Finding.Skip("no systemd here"),
        _ => user.Delegation is { } configured ? Judge(user, configured) : Finding.Skip("user@.service is not in this image"),
    };

    private static Finding Judge(UserFacts user, Facts.Delegation configured)
    {
        Controllers offered = user.Host.RootControllers ?? Controllers.All;
        if (configured.Thief is { } thief && DropInThatGave(configured) is { } robbed)
        {
            return Finding.Warn($"{thief.Path} takes away what {robbed.Path} delegates: {configured.Taken.Text()}")
                .Because(new Evidence(robbed.Path, robbed.Line, robbed.ToString()), new Evidence(thief.Path, thief.Line, thief.ToString()))
                .With(thief.Key == "Delegate" ? DelegationRemedy.For(user, configured.Controllers | configured.Taken) : new Remedy(new ByHand($"take {thief} from {thief.Path}")) { TakesEffect = TakesEffect.Relogin });
        }
        if (user.LiveControllers is { } live && (configured.Controllers & offered & ~live) is var late and not Controllers.None)
        {
            UnitSetting? grant = Each(late).Select(configured.GrantOf).FirstOrDefault(setting => setting is not null);
            return Finding.Warn($"{late.Text()}: applied, in force after re-login")
                .Because(new Evidence(grant?.Path ?? "user@.service", grant?.Line, grant?.ToString()), new Evidence(user.ControllersFile, Text: live.Text()))
                .Wanted((configured.Controllers & offered).Text(), live.Text())
                .AwaitingLogin(user.Name);
        }
        return Finding.Pass($"user@.service delegates {configured.Controllers.Text()}");
    }

    // What came with the distribution is there to be overridden.
    private static UnitSetting? DropInThatGave(Facts.Delegation configured) =>
        Each(configured.Taken).Select(configured.GrantOf).FirstOrDefault(setting => setting is { IsInDropIn: true, IsVendors: false });

    private static IEnumerable<Controllers> Each(Controllers set) =>
        Enum.GetValues<Controllers>().Where(controller => controller is not (Controllers.None or Controllers.All) && set.HasFlag(controller));
}
