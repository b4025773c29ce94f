using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>Podman keeps images in layers, not each as a whole copy.</summary>
internal sealed class Driver : IUserCheck
{
    private const string OfAll = "/etc/containers/storage.conf";

    // containers/storage 1.39 to 1.46: without a word in storage.conf its rootless default was vfs, whatever the kernel can (types/options.go). Podman 4.5 brings
    // the last of these or the next, so it is let pass.
    private static readonly Version First = new(4, 1);
    private static readonly Version Mended = new(4, 5);

    public About About { get; } = new("storage.driver", "Podman keeps images in layers, not each as a whole copy")
    {
        Reads = "the driver in ~/.config/containers/storage.conf, /etc/containers/storage.conf and /usr/share/containers/storage.conf; the folders of the user's storage; Podman's version",
        Why = "With the driver vfs each layer of an image, and each container, is a copy of everything below it: a pull takes minutes and gigabytes. What the first start of Podman chooses, stays.",
        Risk = "another driver does not see the images that are there",
        Sources =
        [
            "containers-storage.conf(5)", "https://github.com/containers/podman/issues/18968", "https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=1050993",
            "https://github.com/containers/storage/issues/1570",
        ],
    };

    public Finding Look(UserFacts user) => Verdicts.Of(user, root => root.Engine == "podman" ? Wrong(user, root) : null, _ => Finding.Pass("overlay, or what storage.conf says"));

    /// <summary>Nothing mounts layers over each other for users here.</summary>
    internal static bool OnlyCopies(HostFacts host) => host.WhyNoOverlay is not null && host.FuseOverlayfs is null;

    /// <summary>Podman keeps the account's images with vfs, or will.</summary>
    internal static bool Copies(UserFacts user, DataRoot root) => OnlyCopies(user.Host) || Configured(user) is "vfs" || Wrong(user, root) is not null;

    private static Finding? Wrong(UserFacts user, DataRoot root)
    {
        HostFacts host = user.Host;
        // Where overlay cannot be had, vfs is what is left, and storage.overlay says why.
        if (host.VersionOf("podman") is not { } version || (host.MountsOverlayForUsers == false && host.FuseOverlayfs is null)) return null;
        if (Configured(user) is "vfs") return null;
        // What is in the database of the storage wins over every configuration.
        if (root.Existing == root.Path && user.Files.Stat($"{root.Path}/overlay-images") is not null) return null;
        if (root.Existing == root.Path && user.Files.Stat($"{root.Path}/vfs-images") is not null)
        {
            return Finding.Warn($"Podman keeps the images of {user.Name} with vfs, each as a whole copy").Because($"{root.Path}/vfs-images").Wanted("overlay", "vfs")
                .With(new Remedy([.. Choose(user), new ByHand($"begin anew as {user.Name}, which removes all images, containers and volumes", $"runuser -u {Shell.Quote(user.Name)} -- podman system reset")]) { Impact = Impact.User });
        }
        if (version < First || version >= Mended || Configured(user) is not null) return null;
        return Finding.Warn($"Podman {version} will keep images with vfs, each as a whole copy: no storage.conf names a driver").Because(host.StorageConfPath ?? OfAll).Wanted("overlay", "vfs")
            .With(new Remedy(Choose(user)));
    }

    // A file of the user's that names none leaves the choice to what works, overlay first.
    private static string? Configured(UserFacts user) => user.HasStorageConf ? user.StorageConf["storage", "driver"] ?? "overlay"
        : user.Host.StorageConf["storage", "driver"] is { Length: > 0 } driver ? driver
        : user.Host.StorageConf["storage", "driver_priority"] is not null ? "overlay" : null;

    private static Change[] Choose(UserFacts user) => Configured(user) is not null ? []
        : user.Host.StorageConfPath is { } path ? [new ByHand($"set driver = \"overlay\" in the table [storage] of {path}")]
        : [new WriteFile(OfAll, "[storage]\ndriver = \"overlay\"\n")];
}
