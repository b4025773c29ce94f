using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Who this process is, and whose processes become its children.</summary>
public static unsafe class Identity
{
    // include/uapi/linux/prctl.h
    private const int PR_SET_DUMPABLE = 4;
    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int PR_CAP_AMBIENT = 47;
    private const int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    private const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3: include/uapi/linux/capability.h

    /// <summary>The effective uid.</summary>
    public static uint Uid => (uint)geteuid();

    /// <summary>
    /// Root becomes an account, with its groups, for good: glibc changes every thread. No capability is left that a program started by it could inherit. The bounding
    /// set stays as a login has it, because set-user-id helpers need it.
    /// </summary>
    /// <exception cref="PosixException">It could not, and is to end.</exception>
    /// <exception cref="InvalidOperationException">Something of root is left.</exception>
    public static void Become(string name, uint uid, uint gid)
    {
        if (uid == 0) throw new InvalidOperationException("root is nobody to become");
        fixed (byte* account = Encoding.UTF8.GetBytes(name + '\0'))
        {
            if (Libc.initgroups(account, gid) < 0) throw new PosixException(errno, "initgroups", name);
        }
        if (setresgid(gid, gid, gid) < 0) throw new PosixException(errno, "setresgid", name);
        if (setresuid(uid, uid, uid) < 0) throw new PosixException(errno, "setresuid", name);
        ClearCapabilities();
        if (setresuid(0, 0, 0) == 0) throw new InvalidOperationException("could become root again");
        // Whoever changes its ids is hidden from its own account, and could not even read its own /proc/self/environ.
        if (Libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0) throw new PosixException(errno, "prctl", "PR_SET_DUMPABLE");
    }

    /// <summary>
    /// Lets go of what whoever started this process may have left to it and another account is not to have: open files (each that was inherited lacks close-on-exec), the
    /// terminal, into which its processes could type (ioctl_tty(2), TIOCSTI), and the session's keys.
    /// </summary>
    public static void LeaveSession()
    {
        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd").ToArray())
        {
            int fd = int.Parse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture);
            int flags = fd > 2 ? fcntl(fd, F_GETFD) : FD_CLOEXEC;
            if (flags >= 0 && (flags & FD_CLOEXEC) == 0) _ = close(fd);
        }
        _ = setsid(); // EPERM: it has a session of its own already
        KeyRing.TryJoin();
        _ = umask(0b000_010_010);
    }

    /// <summary>Processes below this one whose parents end become its children, not the first process's.</summary>
    public static void AdoptOrphans()
    {
        if (Libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0) throw new PosixException(errno, "prctl", "PR_SET_CHILD_SUBREAPER");
    }

    // Root's were cleared with its uid, unless a securebit kept them; those that a program inherits never are.
    private static void ClearCapabilities()
    {
        _ = Libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); // EINVAL before kernel 4.3, which has none
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* none = stackalloc uint[6] { 0, 0, 0, 0, 0, 0 };
        if (Libc.capset(header, none) < 0) throw new PosixException(errno, "capset", "none");
    }
}
