namespace RootlessHost.Linux;

/// <summary>What a look has seen, for <c>capture</c>.</summary>
public sealed partial class Root
{
    /// <summary>The file at the top of a capture that holds what a tar cannot.</summary>
    public static string RecordingName => Recording.FileName;

    /// <summary>The contents of every file that was read so far and can lie in a tree, by path, in the order of the paths.</summary>
    public IEnumerable<(string Path, byte[] Content)> FilesRead() =>
        (from seen in _seen.All
         where seen.Key.Operation == Operation.Read && seen.Value is byte[] && Recording.FitsATree(seen.Key.Path)
         orderby seen.Key.Path, seen.Key.Uid descending
         select (seen.Key.Path, (byte[])seen.Value!)).DistinctBy(file => file.Path);

    /// <summary>Everything else that was seen so far, as the text of <see cref="RecordingName"/>.</summary>
    /// <param name="keep">What to keep of a file's content, given its path.</param>
    public string Recorded(Func<string, byte[], byte[]> keep) => Recording.Write(
        from seen in _seen.All
        group seen by (seen.Key.Path, seen.Key.Operation) into asked
        orderby asked.Key.Path, asked.Key.Operation
        from line in Lines(asked.Key.Operation, asked.Key.Path, asked, keep)
        select line);

    // What the process itself was told holds for all, else what the first account was that was told something; whoever was told something else has a line of its own.
    private static IEnumerable<string> Lines(Operation operation, string path, IEnumerable<KeyValuePair<Question, object?>> seen, Func<string, byte[], byte[]> keep)
    {
        string? ofAll = null;
        bool isFirst = true;
        foreach ((Question asked, object? outcome) in seen.OrderBy(entry => entry.Key.IsOfNone ? 0 : entry.Value is IOException ? 2 : 1).ThenBy(entry => entry.Key.Uid))
        {
            string? told = Recording.Outcome(operation, path, operation == Operation.Read && outcome is byte[] content ? keep(path, content) : outcome);
            bool isOfAll = isFirst && (asked.IsOfNone || outcome is not IOException);
            isFirst = false;
            if (isOfAll) ofAll = told;
            else if (told == ofAll) continue;
            if ((isOfAll ? told : told ?? Recording.Words(outcome)) is { } words) yield return Recording.Line(operation, path, words, isOfAll ? Question.OfItself : asked.Uid);
        }
    }
}
