namespace RootlessHost.Facts;

/// <summary>/proc/net/unix, proc_net(5): the sockets on paths that wait for others.</summary>
public static class UnixSocketTable
{
    // __SO_ACCEPTCON (include/linux/net.h), as net/unix/af_unix.c prints it.
    private const string Accepts = "00010000";

    /// <summary>Their paths. Lines of another shape, the heading among them, are passed over.</summary>
    public static IReadOnlySet<string> Listening(string text)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        Span<Range> words = stackalloc Range[8];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            // Num RefCount Protocol Flags Type St Inode Path
            if (line.Split(words, ' ', StringSplitOptions.RemoveEmptyEntries) == 8 && line[words[3]].SequenceEqual(Accepts) && line[words[7]] is ['/', ..] path) paths.Add(path.ToString());
        }
        return paths;
    }
}
