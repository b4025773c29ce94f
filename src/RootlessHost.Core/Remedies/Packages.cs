using RootlessHost.Facts;
using static RootlessHost.Facts.PackageManager;

namespace RootlessHost.Remedies;

/// <summary>What distributions call the packages that hold a program.</summary>
public static class Packages
{
    // A thing that is called the same everywhere has one name; else a name for each manager. A manager without one has no such package of its own.
    private static readonly Dictionary<string, Names> Known = new(StringComparer.Ordinal)
    {
        ["newuidmap"] = new(Apt: "uidmap", Dnf: "shadow-utils", Zypper: "shadow", Apk: "shadow-uidmap", Pacman: "shadow"),
        ["getsubids"] = new(Apt: "uidmap", Dnf: "shadow-utils-subid", Zypper: "shadow", Apk: "shadow-subids", Pacman: "shadow"),
        ["slirp4netns"] = Names.Same("slirp4netns"),
        ["passt"] = Names.Same("passt"),
        ["fuse-overlayfs"] = Names.Same("fuse-overlayfs"),
        ["fuse3"] = Names.Same("fuse3"),
        ["iptables"] = new(Apt: "iptables", Dnf: "iptables-nft", Zypper: "iptables", Apk: "iptables", Pacman: "iptables"),
        ["nftables"] = Names.Same("nftables"),
        ["dbus-user-session"] = new(Apt: "dbus-user-session", Dnf: "dbus-daemon", Zypper: "dbus-1", Apk: "dbus", Pacman: "dbus"),
        ["systemd-user"] = new(Apt: "libpam-systemd", Dnf: "systemd-pam", Zypper: "systemd", Apk: null, Pacman: "systemd"),
        ["rootlesskit"] = new(Apt: "rootlesskit", Dnf: null, Zypper: "rootlesskit", Apk: "rootlesskit", Pacman: "rootlesskit"),
        ["lxc-user-nic"] = Names.Same("lxc"),
        ["crun"] = Names.Same("crun"),
        ["conmon"] = Names.Same("conmon"),
        ["procps"] = new(Apt: "procps", Dnf: "procps-ng", Zypper: "procps", Apk: "procps", Pacman: "procps-ng"),
        ["squashfuse"] = Names.Same("squashfuse"),
        ["policy.json"] = new(
            Apt: "golang-github-containers-common", Dnf: "containers-common", Zypper: "libcontainers-common", Apk: "containers-common", Pacman: "containers-common"),
        ["containerd"] = Names.Same("containerd"),
        ["container-selinux"] = new(Apt: null, Dnf: "container-selinux", Zypper: "container-selinux", Apk: null, Pacman: null),
        ["docker"] = new(Apt: "docker.io", Dnf: "moby-engine", Zypper: "docker", Apk: "docker", Pacman: "docker"),
        ["podman"] = Names.Same("podman"),
        ["nerdctl"] = new(Apt: null, Dnf: null, Zypper: "nerdctl", Apk: "nerdctl", Pacman: "nerdctl"),
        ["buildkit"] = new(Apt: null, Dnf: null, Zypper: null, Apk: "buildkit", Pacman: "buildkit"),
        ["k3s"] = new(Apt: null, Dnf: null, Zypper: null, Apk: "k3s", Pacman: null),
        ["apptainer"] = new(Apt: null, Dnf: "apptainer", Zypper: "apptainer", Apk: "apptainer", Pacman: "apptainer"),
        ["lxc"] = Names.Same("lxc"),
    };

    /// <summary>The package of this distribution that holds the thing; null when it has none, or the distribution is not known.</summary>
    public static InstallPackage? For(OsRelease os, string thing) =>
        Known.TryGetValue(thing, out Names? names) && names.Of(os) is { } name ? new InstallPackage(os.Manager, name) : null;

    /// <summary>The same as a remedy.</summary>
    public static Remedy? RemedyFor(OsRelease os, params ReadOnlySpan<string> things)
    {
        var changes = new List<Change>();
        foreach (string thing in things)
        {
            if (For(os, thing) is { } change) changes.Add(change);
        }
        return changes.Count == 0 ? null : new Remedy(changes);
    }

    private sealed record Names(string? Apt, string? Dnf, string? Zypper, string? Apk, string? Pacman)
    {
        public static Names Same(string name) => new(name, name, name, name, name);

        // RHEL 8 still calls iptables so; its package is of the nft kind all the same. Docker is not among RHEL's packages.
        public string? Of(OsRelease os) => (os.Manager, Dnf) switch
        {
            (PackageManager.Apt, _) => Apt,
            (PackageManager.Dnf, "iptables-nft") when os.Id != "fedora" && os.Major <= 8 => "iptables",
            (PackageManager.Dnf, "moby-engine") when os.Id != "fedora" => null,
            (PackageManager.Dnf, _) => Dnf,
            (PackageManager.Zypper, _) => Zypper,
            (PackageManager.Apk, _) => Apk,
            (PackageManager.Pacman, _) => Pacman,
            _ => null,
        };
    }
}
