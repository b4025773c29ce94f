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

    public Finding Look(HostFacts host) => host.Root.Stat(Device) switch
    {
        null when host.IsPartial => Finding.Skip($"{Device} is not in this image"),
        null when host.Module("fuse") is { IsLoadable: true } => Finding.Fail($"there is no {Device}: the module fuse is not loaded").Because(Device).With(new Remedy(new LoadModule("fuse"))),
        null => Finding.Fail($"there is no {Device}: {host.Module("fuse").Reason}").Because(Device),
        _ when host.IsPartial => Finding.Pass(Device), // a file that stands for the device
        { Kind: not FileKind.CharacterDevice } or { Device: not Numbers } => Finding.Fail($"{Device} is not the device {Numbers}").Because(Device),
        { } device when (device.Permissions & 6) != 6 => Finding.Fail($"{Device} has mode {device.Octal}: users may not use it")
            .Because(Device).Wanted("0666", device.Octal).With(new Remedy(new SetMode(Device, "0666"))),
        _ => Finding.Pass(Device),
    };
}
