using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>A folder of the caller's that is in use for as long as this is open: a lock (flock(2)) that ends with the process, however that ends, says so.</summary>
public sealed unsafe class HeldFolder : IDisposable
{
    private const int LOCK_EX = 2; // include/uapi/asm-generic/fcntl.h
    private const int LOCK_NB = 4;

    private readonly SafeFileHandle _folder;

    private HeldFolder(SafeFileHandle folder) => _folder = folder;

    /// <summary>Holds a folder that nobody holds.</summary>
    /// <param name="path">Not followed when it is a link.</param>
    /// <returns>Null when it is held by somebody else, is no folder, or is not the caller's alone, though others may pass; also on a filesystem that has no such locks.</returns>
    public static HeldFolder? TryHold(string path)
    {
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
        {
            int fd = open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
            if (fd < 0) return null;
            var folder = new SafeFileHandle(fd, ownsHandle: true);
            statx status;
            byte empty = 0;
            bool isOwn = statx(fd, &empty, AT_EMPTY_PATH, STATX_BASIC_STATS, &status) == 0 && status.stx_uid == Identity.Uid && (status.stx_mode & 0b111_110_110) == 0b111_000_000;
            if (isOwn && Libc.flock(fd, LOCK_EX | LOCK_NB) == 0) return new HeldFolder(folder);
            folder.Dispose();
            return null;
        }
    }

    public void Dispose() => _folder.Dispose();
}
