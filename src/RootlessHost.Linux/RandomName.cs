using System.Globalization;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Part of a name that nobody guesses.</summary>
public static unsafe class RandomName
{
    /// <summary>Twelve hexadecimal digits, from the kernel. The runtime's own numbers come from /dev/urandom, which a chroot need not have, or from OpenSSL.</summary>
    /// <exception cref="PosixException">The kernel gives none.</exception>
    public static string Next()
    {
        ulong number = 0;
        while (Libc.getrandom((byte*)&number, sizeof(ulong), 0) != sizeof(ulong))
        {
            if (errno != EINTR) throw new PosixException(errno, "getrandom", "");
        }
        return (number >> 16).ToString("x12", CultureInfo.InvariantCulture);
    }
}
