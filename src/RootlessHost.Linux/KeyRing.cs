using System.Runtime.InteropServices;
using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The kernel's keys, keyrings(7).</summary>
public static unsafe class KeyRing
{
    // include/uapi/linux/keyctl.h
    private const nint KEYCTL_JOIN_SESSION_KEYRING = 1;
    private const nint KEYCTL_READ = 11;
    private const nint KEY_SPEC_SESSION_KEYRING = -3;

    // arch/*/entry/syscalls: the two architectures that this program is made for
    private static readonly nint AddKey = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 248 : 217;
    private static readonly nint KeyControl = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 250 : 219;

    /// <summary>Leaves this thread's session keyring for an empty one; where the kernel has no keys there are none to leave.</summary>
    internal static void TryJoin() => _ = Libc.syscall(KeyControl, KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0);

    /// <summary>
    /// What an OCI runtime does for each container: a session keyring of its own, for this thread; and a key in it, which is read back. Both are gone with the thread.
    /// </summary>
    public static void JoinAndAdd(string description, string payload)
    {
        if (Libc.syscall(KeyControl, KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0) < 0) throw new PosixException(errno, "keyctl", "KEYCTL_JOIN_SESSION_KEYRING");
        byte[] content = Encoding.UTF8.GetBytes(payload);
        byte* back = stackalloc byte[256];
        fixed (byte* type = "user\0"u8, name = Encoding.UTF8.GetBytes(description + '\0'), bytes = content)
        {
            nint key = Libc.syscall(AddKey, (nint)type, (nint)name, (nint)bytes, content.Length, KEY_SPEC_SESSION_KEYRING);
            if (key < 0) throw new PosixException(errno, "add_key", description);
            nint length = Libc.syscall(KeyControl, KEYCTL_READ, key, (nint)back, 256, 0);
            if (length < 0) throw new PosixException(errno, "keyctl", "KEYCTL_READ");
            if (!content.AsSpan().SequenceEqual(new ReadOnlySpan<byte>(back, (int)Math.Min(length, 256)))) throw new PosixException(EIO, "keyctl", "KEYCTL_READ");
        }
    }
}
