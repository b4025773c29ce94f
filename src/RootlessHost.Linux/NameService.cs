using System.Runtime.InteropServices;
using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>Accounts as the machine's name service switch knows them: files, and whatever directory stands behind them (nsswitch.conf(5)).</summary>
public static unsafe class NameService
{
    private const int BufferLength = 64 * 1024;

    /// <summary>The account of that name; null when nothing knows one.</summary>
    public static NameServiceUser? Find(string name)
    {
        fixed (byte* key = Encoding.UTF8.GetBytes(name + '\0'))
        {
            byte* wanted = key;
            return Lookup((entry, buffer, result) => Libc.getpwnam_r(wanted, entry, buffer, BufferLength, result));
        }
    }

    /// <summary>The account of that uid; null when nothing knows one.</summary>
    public static NameServiceUser? Find(uint uid) =>
        Lookup((entry, buffer, result) => Libc.getpwuid_r(uid, entry, buffer, BufferLength, result));

    /// <summary>Every account that the name service lists, at most <paramref name="most"/>. Many directories list none (sssd's enumerate = false).</summary>
    public static IReadOnlyList<NameServiceUser> All(int most)
    {
        var users = new List<NameServiceUser>();
        byte[] block = new byte[BufferLength];
        Libc.setpwent();
        fixed (byte* buffer = block)
        {
            Libc.passwd entry;
            Libc.passwd* result;
            while (users.Count < most && Libc.getpwent_r(&entry, buffer, BufferLength, &result) == 0 && result is not null) users.Add(Read(entry));
        }
        Libc.endpwent();
        return users;
    }

    private delegate int Call(Libc.passwd* entry, byte* buffer, Libc.passwd** result);

    private static NameServiceUser? Lookup(Call call)
    {
        byte[] block = new byte[BufferLength];
        fixed (byte* buffer = block)
        {
            Libc.passwd entry;
            Libc.passwd* result;
            int error = call(&entry, buffer, &result);
            if (result is not null) return Read(entry);
            // "Not found" has many numbers: getpwnam(3), ERRORS.
            bool absent = error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
            return absent ? null : throw new PosixException(error, "getpwnam", "passwd");
        }
    }

    private static NameServiceUser Read(Libc.passwd entry) => new(
        Marshal.PtrToStringUTF8((nint)entry.pw_name) ?? "", entry.pw_uid, entry.pw_gid,
        Marshal.PtrToStringUTF8((nint)entry.pw_dir) ?? "", Marshal.PtrToStringUTF8((nint)entry.pw_shell) ?? "");
}
