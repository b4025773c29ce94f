using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Errors by the names that errno(3) has for them.</summary>
public static class Errno
{
    private static readonly (int Number, string Name)[] Names =
    [
        (EPERM, nameof(EPERM)), (ENOENT, nameof(ENOENT)), (ESRCH, nameof(ESRCH)), (EINTR, nameof(EINTR)), (EIO, nameof(EIO)), (ENXIO, nameof(ENXIO)), (E2BIG, nameof(E2BIG)),
        (ENOEXEC, nameof(ENOEXEC)), (EBADF, nameof(EBADF)), (ECHILD, nameof(ECHILD)), (EAGAIN, nameof(EAGAIN)), (ENOMEM, nameof(ENOMEM)), (EACCES, nameof(EACCES)),
        (EFAULT, nameof(EFAULT)), (EBUSY, nameof(EBUSY)), (EEXIST, nameof(EEXIST)), (EXDEV, nameof(EXDEV)), (ENODEV, nameof(ENODEV)), (ENOTDIR, nameof(ENOTDIR)),
        (EISDIR, nameof(EISDIR)), (EINVAL, nameof(EINVAL)), (ENFILE, nameof(ENFILE)), (EMFILE, nameof(EMFILE)), (ENOTTY, nameof(ENOTTY)), (EFBIG, nameof(EFBIG)),
        (ENOSPC, nameof(ENOSPC)), (EROFS, nameof(EROFS)), (EPIPE, nameof(EPIPE)), (ERANGE, nameof(ERANGE)), (ENAMETOOLONG, nameof(ENAMETOOLONG)), (ENOSYS, nameof(ENOSYS)),
        (ENOTEMPTY, nameof(ENOTEMPTY)), (ELOOP, nameof(ELOOP)), (EUSERS, nameof(EUSERS)), (EOPNOTSUPP, nameof(EOPNOTSUPP)), (EAFNOSUPPORT, nameof(EAFNOSUPPORT)),
        (EADDRINUSE, nameof(EADDRINUSE)), (EADDRNOTAVAIL, nameof(EADDRNOTAVAIL)), (ENETDOWN, nameof(ENETDOWN)), (ENETUNREACH, nameof(ENETUNREACH)),
        (ECONNRESET, nameof(ECONNRESET)), (ETIMEDOUT, nameof(ETIMEDOUT)), (ECONNREFUSED, nameof(ECONNREFUSED)), (EHOSTUNREACH, nameof(EHOSTUNREACH)), (ESTALE, nameof(ESTALE)),
        (EDQUOT, nameof(EDQUOT)), (EPROTONOSUPPORT, nameof(EPROTONOSUPPORT)), (EOVERFLOW, nameof(EOVERFLOW)), (EPROTO, nameof(EPROTO)), (ENOKEY, nameof(ENOKEY)),
    ];

    /// <summary>EIO: what came back is not what was put there.</summary>
    public static int Changed => EIO;

    /// <summary>EACCES.</summary>
    public static int Denied => EACCES;

    /// <summary>ENETUNREACH.</summary>
    public static int Unreachable => ENETUNREACH;

    /// <summary><c>EPERM</c>; <c>errno 200</c> for one that has no name here.</summary>
    public static string NameOf(int number) => Array.Find(Names, entry => entry.Number == number).Name ?? $"errno {number}";

    /// <summary>The error whose description, as strerror(3) has it, ends a program's last words; null when none does.</summary>
    public static string? FromWords(string words)
    {
        string said = words.TrimEnd('.', ' ', '\n', ')', '"');
        return Array.Find(Names, entry => said.EndsWith(PosixException.Describe(entry.Number), StringComparison.OrdinalIgnoreCase)).Name;
    }
}
