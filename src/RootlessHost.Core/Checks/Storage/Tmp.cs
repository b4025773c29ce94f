using RootlessHost.Facts;

namespace RootlessHost.Checks.Storage;

/// <summary>Images can be unpacked and built in /tmp and /var/tmp.</summary>
internal sealed class Tmp : IHostCheck
{
    private static readonly string[] Folders = ["/tmp", "/var/tmp"];

    public About About { get; } = new("storage.tmp", "images can be unpacked and built in /tmp and /var/tmp")
    {
        Reads = "the mounts of /tmp and /var/tmp in /proc/self/mountinfo, their modes",
        Why = "Podman unpacks what it pulls in /var/tmp, Apptainer builds in /tmp and runs programs there.",
        Sources = ["file-hierarchy(7)", "https://docs.podman.io/en/latest/markdown/podman.1.html", "https://apptainer.org/docs/user/main/build_env.html"],
        Running = true,
    };

    public Finding Look(HostFacts host) => Folders.Select(folder => Wrong(host, folder)).OfType<Finding>().FirstOrDefault()
        ?? (host.Mounts is null ? Finding.Skip("mounts are not in this image") : Finding.Pass(string.Join(", ", Folders.Select(folder => $"{folder} on {host.MountOf(folder)?.Type}"))));

    private static Finding? Wrong(HostFacts host, string folder) => (host.MountOf(folder), host.IsPartial ? null : host.Root.Stat(folder)) switch
    {
        ({ } mount, _) when mount.Has("ro") && mount.Point != "/" => Finding.Fail($"{folder} is mounted ro").Because(Verdicts.Line(mount)).Wanted("rw", "ro"),
        ({ } mount, _) when mount.Has("noexec") && folder == "/tmp" && host.Engines.Any(engine => engine.Name == "apptainer") =>
            Finding.Warn("/tmp is mounted noexec: builds of Apptainer run programs there").For(["apptainer"]).Because(Verdicts.Line(mount)),
        (_, { } status) when (status.Permissions & 0x3) != 0x3 => Finding.Fail($"{folder} has mode {status.Octal}: users may not write there")
            .Because(folder).Wanted("1777", status.Octal).With(new Remedies.Remedy(new Remedies.SetMode(folder, "1777"))),
        _ => null,
    };
}
