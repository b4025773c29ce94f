using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>Users can use FUSE.</summary>
internal sealed class Fuse : IHostCheck
{
    private const string Device = "/dev/fuse";
    private const string Numbers = "10:229"; // Documentation/admin-guide/devices.txt

    public About About { get; } = new("storage.fuse", "users can use FUSE")
    {
        Reads = $"{Device}, the kernel's module fuse",
        Why = "fuse-overlayfs, which the unit of k3s names and which older kernels need, and Apptainer's images go through it.",
        Sources = ["fuse(4)", "https://github.com/containers/fuse-overlayfs", "https://apptainer.org/docs/admin/main/installation.html"],
        Running = true,
    };

    public Finding Look(HostFacts host) => (host.Root.Stat(Device), host.Module("fuse")) switch
    {
        (null, _) when host.IsPartial => Finding.Skip($"{Device} is not in this image"),
        (_, { IsBlacklisted: true } fuse) => Finding.Fail($"fuse is not loaded, and nothing loads it: {fuse.Reason}").Because(new Evidence(fuse.Source, fuse.Line, fuse.Reason)).With(Loading.Of(fuse)),
        (null, { IsLoadable: true } fuse) => Finding.Fail($"there is no {Device}: the module fuse is not loaded").Because(Device).With(Loading.Of(fuse)),
        (null, var fuse) => Finding.Fail($"there is no {Device}: {fuse.Reason}").Because(Device),
        _ when host.IsPartial => Finding.Pass(Device), // a file that stands for the device
        ({ Kind: not FileKind.CharacterDevice } or { Device: not Numbers }, _) => Finding.Fail($"{Device} is not the device {Numbers}").Because(Device),
        ({ } device, _) when (device.Permissions & 6) != 6 => Finding.Fail($"{Device} has mode {device.Octal}: users may not use it")
            .Because(Device).Wanted("0666", device.Octal).With(new Remedy(new SetMode(Device, "0666"))),
        _ => Finding.Pass(Device),
    };
}
