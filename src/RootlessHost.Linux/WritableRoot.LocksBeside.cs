using System.Globalization;
using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The lock beside an account file, as shadow's tools take it.</summary>
public sealed unsafe partial class WritableRoot
{
    // Those of shadow that lock account files, what calls its library, and this program. The kernel keeps 15 letters.
    private static readonly string[] Lockers =
    [
        "chage", "chfn", "chgpasswd", "chpasswd", "chsh", "gpasswd", "groupadd", "groupdel", "groupmems", "groupmod", "grpck", "grpconv", "grpunconv", "newusers", "passwd", "pwck", "pwconv",
        "pwunconv", "useradd", "userdel", "usermod", "vigr", "vipw", "rootless-host",
    ];

    /// <summary>
    /// The lock beside an account file, <c>/etc/subuid.lock</c>, as shadow takes it: a file with this process's id and a NUL is linked to that name. A lock whose
    /// process is gone is taken over; one that holds no process id never is (shadow lib/commonio.c, do_lock_file).
    /// </summary>
    /// <inheritdoc cref="LockFile"/>
    public IDisposable LockBeside(string path, Func<bool> wait)
    {
        LockBesideFile one = PrepareLockBeside(path);
        try
        {
            one.Take(wait);
            return one;
        }
        catch
        {
            one.Dispose();
            throw;
        }
    }

    /// <summary>The same, up to where it is taken: what takes its time, that the process id is on the disk, is done before others have to wait.</summary>
    public LockBesideFile PrepareLockBeside(string path)
    {
        string shown = path + ".lock";
        Folder folder = Enter(path, out string name);
        if (folder.IsAbsent) throw new PosixException(ENOENT, "open", shown);
        try
        {
            return new LockBesideFile(folder.Fd, MakePid(folder, OwnName(name, Environment.ProcessId), shown, out string? temporary).Fd, temporary, name, shown, RemovalOf(shown));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    // As shadow calls it: subuid.1234.
    private static string OwnName(string name, int pid) => string.Create(CultureInfo.InvariantCulture, $"{name}.{pid}");

    private static void Link(Folder folder, Folder own, string? temporary, string name, string shown, string removal, Func<bool> wait)
    {
        string theLock = name + ".lock";
        while (true)
        {
            int error = LinkOnce(folder, own, temporary, theLock);
            if (error == 0) return;
            if (error != EEXIST) throw new PosixException(error, "link", shown);
            (int? pid, string? wrong) = PidIn(folder, theLock, shown);
            if (wrong is not null) throw new BusyException(shown, $"{wrong}: {removal}");
            if (pid is null) continue; // given back this moment
            if (!IsAlive(pid.Value))
            {
                _ = Unlink(folder, theLock);
                _ = Unlink(folder, OwnName(name, pid.Value));
                continue;
            }
            if (!wait()) throw new BusyException(shown, Describe(pid.Value, removal));
            Pause();
        }
    }

    // Without a name, where the filesystem can: whoever is killed then leaves nothing but the lock. Else under the name that shadow gives it.
    private static Folder MakePid(Folder folder, string name, string shown, out string? temporary)
    {
        int fd;
        temporary = null;
        fixed (byte* here = "."u8)
        {
            fd = openat(folder.Fd, here, O_TMPFILE | O_WRONLY | O_CLOEXEC, (mode_t)0b110_000_000);
        }
        if (fd < 0)
        {
            // What is there of that name is of a process that is gone.
            _ = Unlink(folder, temporary = name);
            fixed (byte* bytes = Native(name))
            {
                fd = openat(folder.Fd, bytes, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)0b110_000_000);
                if (fd < 0) throw new PosixException(errno, "open", shown);
            }
        }
        try
        {
            // With the NUL, and without a newline: shadow takes "1234\n" for no process id, and then never takes the lock over.
            Write(fd, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\0")), shown);
            Sync(fd, shown);
            return Folder.Own(fd);
        }
        catch
        {
            if (temporary is not null) _ = Unlink(folder, temporary);
            _ = close(fd);
            throw;
        }
    }

    private static int LinkOnce(Folder folder, Folder own, string? temporary, string to)
    {
        fixed (byte* source = Native(temporary ?? own.Path), target = Native(to))
        {
            int error;
            do error = linkat(temporary is null ? AT_FDCWD : folder.Fd, source, folder.Fd, target, temporary is null ? AT_SYMLINK_FOLLOW : 0) == 0 ? 0 : errno;
            while (error == EINTR);
            return error;
        }
    }

    private static (int? Pid, string? Wrong) PidIn(Folder folder, string theLock, string shown)
    {
        const int Longest = 32;
        using Folder file = Descend(folder, theLock, shown, O_PATH);
        if (file.IsAbsent) return (null, null);
        FileStatus status = new(StatusOf(file.Fd, shown).stx_mode, 0, 0, 0, 0, "", 0);
        if (status.Kind != FileKind.Regular) return (null, "something that is no lock");
        byte[] content;
        using (Folder open = Reopen(file, shown)) content = ReadToEnd(open.Fd, shown, Longest);
        string text = Encoding.ASCII.GetString(content).TrimEnd('\0').TrimStart(' ');
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0
            ? (pid, null)
            : (null, "nobody that can be told from it: it holds no process id, so no tool takes it over; if none is at work");
    }

    // EPERM is a process too, of somebody else.
    private static bool IsAlive(int pid) => kill(pid, 0) == 0 || errno == EPERM;

    // After a power cut the number may be another process's by now, for which every tool waits in vain. It is never taken over for that: which process was first, no
    // clock tells for sure, and a program may be another one by another name.
    private static string Describe(int pid, string removal) => CommandOf(pid) is { } command && !Lockers.Contains(command)
        ? $"{Describe(pid)}, which is none of the tools that take it: after a crash its number may have been given anew, and then: {removal}"
        : Describe(pid);

    /// <summary>A lock beside an account file: prepared, then held, then given back.</summary>
    public sealed class LockBesideFile : IDisposable
    {
        private readonly int _folder;
        private readonly int _own;
        private readonly string _name;
        private readonly string _shown;
        private readonly string _removal;
        private string? _temporary;
        private bool _isHeld;
        private bool _isReleased;

        internal LockBesideFile(int folder, int own, string? temporary, string name, string shown, string removal) =>
            (_folder, _own, _temporary, _name, _shown, _removal) = (folder, own, temporary, name, shown, removal);

        /// <inheritdoc cref="LockBeside"/>
        public void Take(Func<bool> wait)
        {
            Link(Folder.Borrow(_folder), Folder.Borrow(_own), _temporary, _name, _shown, _removal, wait);
            _isHeld = true;
            RemoveTemporary();
        }

        // Through the folder as it was found: to give it back must not fail for want of a way there.
        public void Dispose()
        {
            if (_isReleased) return;
            _isReleased = true;
            if (_isHeld) _ = Unlink(Folder.Borrow(_folder), _name + ".lock");
            RemoveTemporary();
            _ = close(_own);
            _ = close(_folder);
        }

        private void RemoveTemporary()
        {
            if (_temporary is not null) _ = Unlink(Folder.Borrow(_folder), _temporary);
            _temporary = null;
        }
    }
}
