namespace RootlessHost.Linux;

/// <summary>What a look has seen, for <c>capture</c>.</summary>
public sealed partial class Root
{
    /// <summary>The file at the top of a capture that holds what a tar cannot.</summary>
    public static string RecordingName => Recording.FileName;

    /// <summary>The contents of every file that was read so far and can lie in a tree, by path, in the order of the paths.</summary>
    public IEnumerable<(string Path, byte[] Content)> FilesRead() =>
        from seen in _seen.All
        where seen.Key.Item1 == Operation.Read && seen.Value is byte[] && Recording.FitsATree(seen.Key.Item2)
        let path = seen.Key.Item2
        orderby path
        select (path, (byte[])seen.Value!);

    /// <summary>Everything else that was seen so far, as the text of <see cref="RecordingName"/>.</summary>
    /// <param name="keep">What to keep of a file's content, given its path.</param>
    public string Recorded(Func<string, byte[], byte[]> keep) => Recording.Write(
        from seen in _seen.All
        orderby seen.Key.Item2, seen.Key.Item1
        let outcome = seen.Key.Item1 == Operation.Read && seen.Value is byte[] content ? keep(seen.Key.Item2, content) : seen.Value
        let line = Recording.Line(seen.Key.Item1, seen.Key.Item2, outcome)
        where line is not null
        select line);
}
