using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>newuidmap finds the account by its uid, and finds this one.</summary>
internal sealed class NssUser : IUserCheck
{
    public About About { get; } = new("subid.nss-user", "the account is the one that its uid and group mean")
    {
        Reads = "/etc/passwd, /etc/nsswitch.conf, the name service, /proc/self/status",
        Why = "newuidmap refuses a caller whose uid or primary group differ from the account's entry (after newgrp, for one), and engines look an account up by its uid: of two accounts with one uid only the first is found.",
        Sources = ["newuidmap(1)", "getpwuid(3)", "https://github.com/rootless-containers/rootlesskit/issues/48"],
    };

    public Finding Look(UserFacts user)
    {
        if (user.IsMadeByDocker || user.NeedsNoSubids) return Aside.Of(user)!;
        if (!user.Exists) return Finding.Fail($"no account {Printable.Of(user.Name)} on this host");
        if (user.IsSelf && !user.IsRemapOwner && user.Host.Self is { Gid: { } gid, Uid: { } uid } self && uid == user.Uid && gid != user.Account.Gid
            && user.Host.LoginDefs["GRANT_AUX_GROUP_SUBIDS"] is not "yes")
        {
            return Finding.Fail($"this session's group is {gid}, the account's {user.Account.Gid}: newuidmap refuses it").Because(self.Source, $"Gid: {gid}")
                .With(new Remedy(new ByHand("leave the shell that newgrp or sg started")) { Impact = Impact.User, TakesEffect = TakesEffect.Relogin });
        }
        return user.Host.Passwd.Find(user.Uid) is { } first && first.Name != user.Name && user.Host.Passwd.Find(user.Name) is { } local
            ? Finding.Warn($"uid {user.Uid} means {Printable.Of(first.Name)}, which is the earlier entry").Because(
                new Evidence("/etc/passwd", first.Line, Printable.Of($"{first.Name}:x:{first.Uid}")), new Evidence("/etc/passwd", local.Line, Printable.Of($"{local.Name}:x:{local.Uid}")))
            : user.Host.FindLocal(user.Name) is null ? Finding.Pass($"known from {string.Join(", ", user.Host.RemoteServices.DefaultIfEmpty("the name service"))}")
            : Finding.Pass($"{Printable.Of(user.Name)} is uid {user.Uid}");
    }
}
