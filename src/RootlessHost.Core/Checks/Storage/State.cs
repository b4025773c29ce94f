using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>What engines kept before, the installed versions can go on with.</summary>
internal sealed class State : IUserCheck
{
    private static readonly Version Six = new(6, 0);

    public About About { get; } = new("storage.state", "what engines kept before, the installed versions can go on with")
    {
        Reads = "libpod/bolt_state.db of Podman's storage and Podman's version, image/DRIVER of Docker's and its storage-driver",
        Why = "Podman 6 stops at a BoltDB database of an older one until it is migrated. Docker does not see images that another storage driver keeps, and goes on with the driver of those that are there or stops: 'error initializing graphdriver: driver not supported'.",
        Sources = ["https://docs.podman.io/en/latest/markdown/podman-system-migrate.1.html", "https://docs.docker.com/engine/storage/drivers/select-storage-driver/"],
    };

    // What is in a folder that its user may not enter is nobody's business: storage.path says that it is closed.
    public Finding Look(UserFacts user) => Verdicts.Of(user, root => root.Existing != root.Path || Path.IsClosed(user, root) ? null : root.Engine switch
    {
        "podman" => OfPodman(user, root.Path),
        "docker" or "userns-remap" => OfDocker(user, root),
        _ => null,
    }, _ => Finding.Pass("nothing stands in the way"));

    private static Finding? OfPodman(UserFacts user, string root)
    {
        string database = $"{root}/libpod/bolt_state.db";
        if (user.Host.VersionOf("podman") is not { } version || version < Six || user.Files.Stat(database) is null) return null;
        return Finding.Fail($"Podman {version} stops at {database}, an older one's database").Because(database)
            .With(new Remedy(new ByHand($"migrate it as {user.Name}, or reboot", $"runuser -u {Shell.Quote(user.Name)} -- podman system migrate --migrate-db")) { Impact = Impact.User });
    }

    private static Finding? OfDocker(UserFacts user, DataRoot root)
    {
        DaemonJson config = root.Engine == "docker" ? user.DockerConfig : user.Host.DockerConfig;
        string folder = $"{root.Path}/image";
        if (config["storage-driver"] is not { Length: > 0 } driver) return root.Engine == "docker" ? Overlay2(user, folder) : null;
        string[] others = [.. (user.Files.List(folder) ?? []).Where(name => name != driver)];
        return others.Length == 0 || user.Files.Stat($"{folder}/{driver}") is not null ? null
            : Finding.Warn($"Docker is told to use {driver}, and its images are those of {others[0]}: it will not see them").Because(folder, string.Join(' ', others.Take(3)));
    }

    // Nobody told it otherwise, so what is there decides: no other driver is tried beside images of one.
    private static Finding? Overlay2(UserFacts user, string folder) => user.Host.WhyNoOverlay is { } why && user.Files.Stat($"{folder}/overlay2") is not null
        ? Finding.Fail($"Docker's images are those of its driver overlay2, and {why}").Because($"{folder}/overlay2")
        : null;
}
