using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>A regular file, open for reading, that processes started meanwhile have too: what somebody hands to another account without giving it more than that file.</summary>
public sealed unsafe class SharedFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private SharedFile(int fd) => _file = new SafeFileHandle(fd, ownsHandle: true);

    /// <summary>By what number those processes find it.</summary>
    public int Number => (int)_file.DangerousGetHandle();

    /// <exception cref="PosixException">It cannot be opened.</exception>
    /// <exception cref="RefusedException">It is something else.</exception>
    public static SharedFile Open(string path)
    {
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
        {
            int fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
            if (fd < 0) throw new PosixException(errno, "open", path);
            var file = new SharedFile(fd);
            if (file.IsRegular) return file;
            file.Dispose();
            throw new RefusedException(path, "not a regular file");
        }
    }

    /// <summary>The one that this process was started with; processes that it starts itself do not get it.</summary>
    /// <exception cref="PosixException">There is none of that number.</exception>
    public static SharedFile Inherited(int number)
    {
        if (fcntl(number, F_SETFD, FD_CLOEXEC) < 0) throw new PosixException(errno, "fcntl", "the file that was handed over");
        return new SharedFile(number);
    }

    /// <summary>All of it, from the beginning; for one reader at a time.</summary>
    public Stream Read() => new FileStream(new SafeFileHandle(_file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 0) { Position = 0 };

    public void Dispose() => _file.Dispose();

    private bool IsRegular
    {
        get
        {
            statx status;
            byte empty = 0;
            return statx(Number, &empty, AT_EMPTY_PATH, STATX_BASIC_STATS, &status) == 0 && (status.stx_mode >> 12) == 0x8; // S_IFREG
        }
    }
}
