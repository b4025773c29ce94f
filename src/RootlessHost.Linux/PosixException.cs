using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>A system call that failed, as strace would print it: <c>open /etc/subuid: Permission denied</c>.</summary>
public sealed class PosixException(int errno, string call, string path)
    : IOException($"{call} {path}: {Describe(errno)}")
{
    /// <summary>The errno as this architecture numbers it.</summary>
    public int Errno { get; } = errno;

    /// <summary>The call's name.</summary>
    public string Call { get; } = call;

    /// <summary>The path as it was asked for, below the root.</summary>
    public string Path { get; } = path;

    /// <summary>The caller lacks the permission; somebody with more may be able to tell.</summary>
    public bool IsPermission => Errno == EACCES || Errno == EPERM;

    /// <summary>Links lead round in a circle, or there are more of them than the kernel follows: whoever made them is to mend that, and trying again is of no use.</summary>
    public bool IsCircle => Errno == ELOOP;

    /// <summary>What whoever wanted to write has to do first; null where the error says it or nobody knows.</summary>
    public string? WayOut => !Path.StartsWith('/') ? null // a stream
        : Errno == ENOSPC ? "make room on that filesystem, and try again"
        : Errno == EDQUOT ? "raise root's quota on that filesystem, and try again"
        : Errno == EPERM && WritableRoot.CallerIsRoot && Call is "create" or "rename" or "unlink" ? "lsattr shows whether it must not be changed (chattr -ia)"
        : Errno == EROFS ? "mount that filesystem to be written, and try again; what an image brings is changed in the image"
        : null;

    /// <summary>It was a stream that this process was given, and no file of anybody's.</summary>
    public bool IsOfStream { get; init; }

    /// <summary>Nobody reads what was written.</summary>
    public bool IsBrokenPipe => Errno == EPIPE;

    /// <summary>strerror(3).</summary>
    public static unsafe string Describe(int errno)
    {
        const int Length = 256;
        byte* buffer = stackalloc byte[Length];
        return strerror_r(errno, buffer, Length) == 0
            ? Marshal.PtrToStringUTF8((nint)buffer)!
            : $"errno {errno}";
    }
}
