using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Net;

/// <summary>The user may open /dev/net/tun, from which every network stack takes a container's packets.</summary>
internal sealed class Tun : IUserCheck
{
    private const string Device = "/dev/net/tun";
    private const uint ReadAndWrite = 6;

    public About About { get; } = new("net.tun", "the user may open /dev/net/tun")
    {
        Reads = $"{Device}: type, owner, mode; the module tun",
        Why = "slirp4netns, pasta and RootlessKit's own stack make a tap device in the container's network namespace, through this file. Without it: 'open(\"/dev/net/tun\"): No such file or directory'.",
        Sources = ["tun(4)", "https://docs.kernel.org/networking/tuntap.html", "https://github.com/rootless-containers/rootlesskit/blob/master/docs/network.md"],
        Running = true,
    };

    public Finding Look(UserFacts user)
    {
        Finding finding = Of(user);

        // Apptainer stays in the host's network.
        return finding.Status == Status.Fail && user.Engines.Any(engine => engine.Name == "apptainer")
            ? finding.For([.. user.Engines.Select(engine => engine.Name).Where(name => name != "apptainer")])
            : finding;
    }

    private static Finding Of(UserFacts user) => user.Host.Root.Stat(Device) switch
    {
        null when user.Host.IsPartial => Finding.Skip($"{Device} is not in this image"),
        null => Absent(user.Host.Module("tun")),
        { Kind: not FileKind.CharacterDevice } or { Device: not "10:200" } when !user.Host.IsPartial => Finding.Fail($"{Device} is not the tun device").Because(Device),

        { Permissions: 0x1B6 } => Known(user.Host.Module("tun")), // 0666, as udev makes it: whose groups matters to nobody

        // In a folder that stands for a host an ordinary file, made with an ordinary umask, stands for the device.
        var device when !device.Allows(user.Uid, user.Gids, user.Host.IsPartial ? 4 : ReadAndWrite) => Finding
            .Fail($"{Device} has mode {device.Octal}, which does not let {user.Name} open it")
            .Because(Device, $"mode {device.Octal}, uid {device.Uid}, gid {device.Gid}").Wanted("0666", device.Octal).With(OpenToAll),
        _ => Known(user.Host.Module("tun")),
    };

    private static Remedy OpenToAll => new(new WriteFile("/etc/udev/rules.d/70-rootless-host-tun.rules", "KERNEL==\"tun\", MODE=\"0666\"\n")
    {
        Readers = [Reader.Udev],
    }, new SetMode(Device, "0666"));

    private static Finding Absent(ModuleState tun) => tun switch
    {
        { IsLoadable: true } => Finding.Fail($"there is no {Device}: the module tun is not loaded{(tun.IsBlacklisted ? $", and nothing loads it: {tun.Reason}" : "")}")
            .Because(new Evidence(tun.Source, tun.Line, tun.Reason)).With(Loading.Of(tun)),
        { IsAvailable: true } => Finding.Fail($"there is no {Device}, though the kernel has tun").Because(Device).With(new Remedy(new ByHand(
            $"make {Device}, or pass it into this container", "mkdir -p /dev/net", $"mknod -m 0666 {Device} c 10 200"))),
        _ => Finding.Fail($"there is no {Device}: tun: {tun.Reason}").Because(new Evidence(tun.Source, tun.Line, tun.Reason)),
    };

    // The device's name is there before the module is (kmod-static-nodes.service); opening it loads the module, if that is allowed.
    private static Finding Known(ModuleState tun) => tun switch
    {
        { IsBlacklisted: true } => Finding.Fail($"tun is not loaded, and nothing loads it: {tun.Reason}").Because(new Evidence(tun.Source, tun.Line, tun.Reason)).With(Loading.Of(tun)),
        { Presence: ModulePresence.Blocked or ModulePresence.LockedOut or ModulePresence.Missing } => Finding.Fail($"tun cannot be loaded: {tun.Reason}").Because(new Evidence(tun.Source, tun.Line, tun.Reason)),
        _ => Finding.Pass($"{Device} is open to the user"),
    };
}
