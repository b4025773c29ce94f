using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Checks.Engine;

/// <summary>No two engines of the user get in each other's way.</summary>
internal sealed class Conflict : IUserCheck
{
    public About About { get; } = new("engine.conflict", "no two engines of the user get in each other's way")
    {
        Reads = "/run/user/UID/containerd-rootless, dockerd-rootless",
        Why = "dockerd-rootless-setuptool.sh does not install beside a rootless containerd of the same user, not even with --force.",
        Sources = ["https://github.com/moby/moby/issues/52171"],
        Running = true,
    };

    public Finding Look(UserFacts user)
    {
        // Whoever has no /run/user folder runs nothing there.
        if (!user.Host.RuntimeUids.Contains(user.Uid)) return Finding.Pass("the user runs no engine now");
        if (!user.OwnsRuntimeFolder) return Finding.FollowsFrom("systemd.runtime-dir");
        string containerd = $"{user.RuntimeFolder}/containerd-rootless";
        return user.Engines.Any(engine => engine.Name == "docker") && user.Files.Stat(containerd) is { Kind: FileKind.Directory }
            ? Finding.Fail($"a rootless containerd of {user.Name} is there, beside which rootless Docker does not install").Because(containerd).For(["docker"])
            : Finding.Pass("no other engine's state is in the way");
    }
}
