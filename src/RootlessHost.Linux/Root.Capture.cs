namespace RootlessHost.Linux;

/// <summary>What a look has seen, for <c>capture</c>.</summary>
public sealed partial class Root
{
    /// <summary>The file at the top of a capture that holds what a tar cannot.</summary>
    public static string RecordingName => Recording.FileName;

    /// <summary>The contents of every file that was read so far, by path, in the order of the paths.</summary>
    public IEnumerable<(string Path, byte[] Content)> FilesRead() =>
        from seen in _seen
        where seen.Key.Item1 == Operation.Read && seen.Value is byte[]
        orderby seen.Key.Item2
        select (seen.Key.Item2, (byte[])seen.Value!);

    /// <summary>Everything else that was seen so far, as the text of <see cref="RecordingName"/>.</summary>
    public string Recorded() => Recording.Write(
        from seen in _seen
        orderby seen.Key.Item2, seen.Key.Item1
        let line = Recording.Line(seen.Key.Item1, seen.Key.Item2, seen.Value)
        where line is not null
        select line);
}
