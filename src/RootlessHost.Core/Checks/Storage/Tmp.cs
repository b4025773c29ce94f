using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Checks.Storage;

/// <summary>Users may write where engines keep what is of the moment.</summary>
internal sealed class Tmp : IHostCheck
{
    private static readonly string[] Folders = ["/tmp", "/var/tmp", "/dev/shm"];

    public About About { get; } = new("storage.tmp", "users may write to /tmp, /var/tmp and /dev/shm")
    {
        Reads = "the mounts of /tmp, /var/tmp and /dev/shm in /proc/self/mountinfo, their modes; Podman's version, image_copy_tmp_dir in containers.conf",
        Why = "RootlessKit makes its namespace in /tmp and does not start without. Podman keeps its locks in /dev/shm ('failed to open 2048 locks in /libpod_rootless_lock_1000: permission denied') and unpacks what it pulls in /var/tmp, where 4.0 to 4.3 write in each run. "
            + "Apptainer builds in /tmp and runs programs there.",
        Sources = ["file-hierarchy(7)", "shm_overview(7)", "https://docs.podman.io/en/latest/markdown/podman.1.html", "https://apptainer.org/docs/user/main/build_env.html"],
        Running = true,
    };

    public Finding Look(HostFacts host) => host.Mounts is null ? Finding.Skip("mounts are not in this image") : PerEngine.Ask(host, About.Id, engine => Look(host, engine.Name));

    private static Finding Look(HostFacts host, string engine)
    {
        Finding? warning = null;
        foreach (string folder in Folders)
        {
            if (folder == "/dev/shm" && engine != "podman") continue;
            if (Wrong(host, engine, folder) is not { } wrong) continue;
            // Seen with Docker 26 and Podman 5.4 on Debian 13: each runs without the others.
            if (folder == "/tmp" ? RootlessEngine.OfRootlesskit.Contains(engine) : folder == "/dev/shm" || (engine == "podman" && CopiesToVarTmp(host))) return wrong;
            warning ??= wrong with { Status = Status.Warn };
        }
        return warning ?? Finding.Pass(string.Join(", ", Folders[..2].Select(folder => $"{folder} on {host.MountOf(folder)?.Type}")));
    }

    // "checking platform of image …: open /var/tmp/…: read-only file system": to look at an image's configuration these write it there, in each run
    // (containers/image before 5.24, storage/storage_src.go). Seen with 4.3 on Debian 12; 3.0 on 11 does not look.
    private static bool CopiesToVarTmp(HostFacts host) =>
        host.VersionOf("podman") is { } version && version >= new Version(4, 0) && version < new Version(4, 4) && host.ContainersConf["engine", "image_copy_tmp_dir"] is null;

    private static Finding? Wrong(HostFacts host, string engine, string folder) => (host.MountOf(folder), host.IsPartial ? null : host.Root.Stat(folder)) switch
    {
        ({ } mount, _) when mount.Has("ro") && mount.Point != "/" => Finding.Fail($"{folder} is mounted ro").Because(Verdicts.Line(mount)).Wanted("rw", "ro"),
        ({ } mount, _) when mount.Has("noexec") && folder == "/tmp" && engine == "apptainer" =>
            Finding.Fail("/tmp is mounted noexec: builds of Apptainer run programs there").Because(Verdicts.Line(mount)),
        (_, { } status) when (status.Permissions & 0x3) != 0x3 => Finding.Fail($"{folder} has mode {status.Octal}: users may not write there")
            .Because(folder).Wanted("1777", status.Octal).With(new Remedies.Remedy(new Remedies.SetMode(folder, "1777"))),
        _ => null,
    };
}
