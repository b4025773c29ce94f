using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>storage.probe-overlay</c> and <c>storage.probe-fuse-overlayfs</c>: where the engine keeps images, or where it would make that folder.</summary>
internal sealed class Overlay(bool fuse) : IAttempt
{
    public string Id => fuse ? "storage.probe-fuse-overlayfs" : "storage.probe-overlay";

    public Outcome Try(Trial trial, string? engine)
    {
        if (EngineWay.Of(engine!, trial) is not { IsThere: true } way) return new Outcome(Id, engine, Status.Skip, "not without userns.probe-engine");
        if (way.Program == "lxc-usernsexec") return new Outcome(Id, engine, Status.Skip, "in its namespaces the user is not there, and containers lie in folders of their own ids");
        string? program = fuse ? trial.Program("fuse-overlayfs") : null;
        if (fuse && program is null) return Trial.Failed("fuse-overlayfs is not installed", "ENOENT");
        DataRoot root = trial.User.DataRoots.First(root => root.Engine == engine);
        string folder = trial.Keeper.MakeFolder(root.Existing);
        Outcome outcome = fuse ? trial.RunInside(way.Command, "fuse-overlayfs", folder, program!) : trial.RunInside(way.Command, "overlay", folder);
        // Then what counts is the other proof.
        if (!fuse && outcome.Status == Status.Fail && trial.Host.WhyNoOverlay is { } why && trial.Program("fuse-overlayfs") is { } instead) return new Outcome(Id, engine, Status.Skip, $"{why}, {instead} does");
        string mount = fuse ? "fuse-overlayfs -o lowerdir=l,upperdir=u,workdir=w m" : "mount -t overlay -o lowerdir=l,upperdir=u,workdir=w,userxattr overlay m";
        return outcome with
        {
            Reason = outcome.Status == Status.Pass ? $"{outcome.Reason}, in {root.Existing}" : outcome.Reason,
            Command = trial.ByHand($"{way.ByHand} sh -c {Shell.Quote($"cd {Shell.Quote(root.Existing)} && mkdir l u w m && {mount}")}"),
        };
    }
}
