namespace RootlessHost.Linux;

/// <summary>Asks again: whether what was seen, or assumed, is so.</summary>
public sealed partial class Root
{
    private Dictionary<Question, Func<object?>>? _questions;

    /// <summary>Keeps what is asked from now on, for <see cref="IsStillSo"/>. A root that was asked already cannot be compared.</summary>
    /// <exception cref="InvalidOperationException">It was asked already.</exception>
    public void KeepQuestions()
    {
        if (_seen.Count > 0) throw new InvalidOperationException("something was asked before");
        _questions ??= [];
        _forgetsNothing = true;
    }

    /// <summary>
    /// Everything that was asked of this root has the answer now that it had, or that was assumed: whoever judges by these answers would judge the same. A file's times are
    /// not compared, nor what its content tells: its size.
    /// </summary>
    /// <param name="areAlike">Given a path and two contents of that file: they say the same, although they differ.</param>
    public bool IsStillSo(Func<string, byte[], byte[], bool> areAlike)
    {
        if (_questions is null) throw new InvalidOperationException("the questions were not kept");
        // An answer may rest on others, which are among these.
        foreach ((Question asked, Func<object?> question) in _questions.ToArray())
        {
            _ = _seen.TryGet(asked, out object? then);
            object? now = Answer(question);
            if (!Same(then, now) && !(asked.Operation == Operation.Read && then is byte[] old && now is byte[] read && areAlike(asked.Path, old, read))) return false;
        }
        return true;
    }

    private static bool Same(object? then, object? now) => (then, now) switch
    {
        (null, null) => true,
        (byte[] old, byte[] read) => old.AsSpan().SequenceEqual(read),
        (FileStatus old, FileStatus status) => Told(old) == Told(status),
        (IReadOnlyList<string> old, IReadOnlyList<string> names) => old.SequenceEqual(names, StringComparer.Ordinal),
        (IReadOnlyList<NameServiceUser> old, IReadOnlyList<NameServiceUser> users) => old.SequenceEqual(users),
        (IOException old, IOException failure) => old.GetType() == failure.GetType() && old.Message == failure.Message,
        _ => Equals(then, now),
    };

    // How many names a folder has, and how long it is, is the filesystem's affair.
    private static (uint, uint, uint, uint, string) Told(FileStatus status) =>
        (status.Mode, status.Uid, status.Gid, status.Kind == FileKind.Regular ? status.Links : 0, status.Device);
}
