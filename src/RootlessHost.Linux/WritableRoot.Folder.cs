using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>What the others hold open.</summary>
public sealed unsafe partial class WritableRoot
{
    /// <summary>An open descriptor: of a folder on the way, or of the file at its end.</summary>
    private readonly ref struct Folder
    {
        private readonly bool _isOwn;

        private Folder(int fd, bool isOwn) => (Fd, _isOwn) = (fd, isOwn);

        public static Folder Absent => new(-1, isOwn: false);

        public int Fd { get; }

        public bool IsAbsent => Fd < 0;

        /// <summary>A name that leads to the very file, whatever its own name leads to by now.</summary>
        public string Path => $"/proc/self/fd/{Fd}";

        public static Folder Own(int fd) => new(fd, isOwn: true);

        public static Folder Borrow(int fd) => new(fd, isOwn: false);

        public void Dispose()
        {
            if (_isOwn) _ = close(Fd);
        }
    }
}
