using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>What systemd is here, and what it keeps for users.</summary>
public sealed partial class HostFacts
{
    private const string SharedLibrary = "libsystemd-shared-";

    private static readonly string[] OtherInits = ["/sbin/openrc-run", "/usr/sbin/openrc-run", "/sbin/openrc", "/etc/runit", "/etc/s6-linux-init"];
    private static readonly string[] SystemdPrograms = ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"];

    /// <summary>
    /// systemd is the init: it runs (sd_booted(3)), or, in an image, nothing says that another does. A container that only has its files
    /// installed has no systemd.
    /// </summary>
    public bool HasSystemd => Once("systemd", static host => host.Root.Stat("/run/systemd/system") is not null
        || (host.IsPartial && (host.IsSystemdInstalled || !(host.Os.Is("alpine") || OtherInits.Any(path => host.Root.Stat(path) is not null)))));

    /// <summary>Its files are there, running or not.</summary>
    public bool IsSystemdInstalled => Once("systemd installed", () => SystemdPrograms.Any(path => Root.Stat(path) is not null));

    /// <summary>This systemd's own user@.service delegates cpu, beside memory and pids: from 252 on (systemd#23887).</summary>
    public bool DelegatesCpu => SystemdVersion is not { } version || version >= 252;

    /// <summary>systemd's release, from the name of its private library: 252; null where there is none.</summary>
    public int? SystemdVersion => Once("systemd version", () => SystemdLibraryFolders()
        .SelectMany(folder => Root.List(folder) ?? []).Select(VersionIn).Max());

    /// <summary>The accounts that have a /run/user folder, by uid: those with a session or with linger.</summary>
    public IReadOnlySet<uint> RuntimeUids => Once("run/user", static host => (host.Root.List("/run/user") ?? [])
        .Select(name => uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint uid) ? uid : uint.MaxValue).ToHashSet());

    /// <summary>The accounts whose systemd starts at boot, by name, as logind escapes names: <c>/var/lib/systemd/linger</c>.</summary>
    public IReadOnlySet<string> Lingering => Once("linger", static host => (host.Root.List("/var/lib/systemd/linger") ?? []).ToHashSet(StringComparer.Ordinal));

    /// <summary>The units of users' systemds that are links to /dev/null, which starts none: <c>user@1000.service</c>, or <c>user@.service</c> for all.</summary>
    public IReadOnlyList<string> MaskedManagers => Once("masked managers", () => (IReadOnlyList<string>)
    [
        .. from folder in (string[])["/etc/systemd/system", "/run/systemd/system"]
           from name in Root.List(folder) ?? []
           where name.StartsWith("user@", StringComparison.Ordinal) && name.EndsWith(".service", StringComparison.Ordinal) && Root.ReadLink($"{folder}/{name}") == "/dev/null"
           select name,
    ]);

    /// <summary>Somebody listens on the socket; null when the kernel's list of sockets is not at hand.</summary>
    public bool? Listens(string socket) => Once("unix sockets", () =>
    {
        try
        {
            return Root.ReadText("/proc/net/unix", 16 << 20) is { } text ? UnixSocketTable.Listening(text) : null;
        }
        catch (IOException)
        {
            return null; // a capture from before it was read; a kernel that shows it to root alone
        }
    })?.Contains(socket);

    /// <summary>
    /// A bus can start with a user's systemd: dbus.socket is among the units of users. Null where there are no such units at all.
    /// </summary>
    public bool? HasUserBus => Once<bool?>("user bus", () => UserUnitFolders.Any(folder => Root.Stat($"{folder}/dbus.socket") is not null) ? true
        : UserUnitFolders.Any(folder => Root.Stat($"{folder}/default.target") is not null) ? false : null);

    private IEnumerable<string> UserUnitFolders => ["/etc/systemd/user", .. VendorFolders.Select(folder => $"{folder}/systemd/user")];

    /// <summary>logind.conf(5) and its drop-ins.</summary>
    public LogindConf Logind => Once("logind", () => LogindConf.From(Settings(
        ConfigFolders.Select(folder => $"{folder}/logind.conf"), ConfigFolders.Select(folder => $"{folder}/logind.conf.d"))));

    // Debian keeps it below the multiarch folder, Fedora below lib64, older ones beside systemd itself.
    private IEnumerable<string> SystemdLibraryFolders() =>
    [
        "/usr/lib/systemd",
        "/usr/lib64/systemd",
        .. (Root.List("/usr/lib") ?? []).Where(name => name.Contains("-linux-", StringComparison.Ordinal)).Select(name => $"/usr/lib/{name}/systemd"),
        .. Root.ReadLink("/lib") is null ? ["/lib/systemd"] : Array.Empty<string>(),
    ];

    // libsystemd-shared-252.so, libsystemd-shared-257.13-1.fc42.so.
    private static int? VersionIn(string name) => name.StartsWith(SharedLibrary, StringComparison.Ordinal) && name.EndsWith(".so", StringComparison.Ordinal)
        ? KernelRelease.Leading(name[SharedLibrary.Length..])?.Major
        : null;
}
