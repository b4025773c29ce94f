using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// Whose rights this thread has on files, setfsuid(2): an account's for the length of one look. The kernel then decides as it does for the account's own processes,
/// access control lists, servers' rules and all; the capabilities that pass them by are not in force meanwhile.
/// </summary>
/// <remarks>Of this thread alone: glibc carries setgroups(2) to every thread, so that one is called past it. Nobody else may signal the process because of it.</remarks>
internal static unsafe class FilesystemIdentity
{
    // arch/*/entry/syscalls: the two architectures that this program is made for
    private static readonly nint SetGroups = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 116 : 159;

    private static readonly uint[] Own = OwnGroups();
    private static readonly uint OwnGid = (uint)getegid();

    /// <summary>This process may take another's: it is root, and its service's sandbox lets it.</summary>
    public static bool CanSwitch { get; } = (uint)geteuid() == 0 && Try();

    /// <summary>Takes an account's.</summary>
    /// <returns>False where it could not, for example because the account has no id in this user namespace; then nothing has changed.</returns>
    public static bool TryTake(Viewer viewer)
    {
        if (!CanSwitch || !Groups([.. viewer.Gids])) return false;
        _ = Libc.setfsgid(viewer.Gids[0]);
        _ = Libc.setfsuid(viewer.Uid);
        // It has no errors: to ask with an id that there is not tells which one is in force.
        if ((uint)Libc.setfsuid(uint.MaxValue) == viewer.Uid && (uint)Libc.setfsgid(uint.MaxValue) == viewer.Gids[0]) return true;
        GiveBack();
        return false;
    }

    /// <summary>Takes the process's own again.</summary>
    /// <exception cref="InvalidOperationException">It did not come back: nothing may go on with another's rights.</exception>
    public static void GiveBack()
    {
        _ = Libc.setfsuid(0);
        _ = Libc.setfsgid(OwnGid);
        if (!Groups(Own) || Libc.setfsuid(uint.MaxValue) != 0) throw new InvalidOperationException("root's rights on files did not come back");
    }

    private static bool Try()
    {
        const uint Another = 65534;
        if (!Groups(Own)) return false;
        _ = Libc.setfsgid(Another);
        _ = Libc.setfsuid(Another);
        bool could = (uint)Libc.setfsuid(uint.MaxValue) == Another && (uint)Libc.setfsgid(uint.MaxValue) == Another;
        GiveBack();
        return could;
    }

    private static bool Groups(uint[] gids)
    {
        fixed (uint* list = gids) return Libc.syscall(SetGroups, gids.Length, (nint)list, 0, 0, 0) == 0;
    }

    private static uint[] OwnGroups()
    {
        int count = Libc.getgroups(0, null);
        uint[] gids = new uint[Math.Max(count, 0)];
        fixed (uint* list = gids) count = Libc.getgroups(gids.Length, list);
        return count == gids.Length ? gids : throw new PosixException(errno, "getgroups", "");
    }
}
