namespace RootlessHost.Linux;

/// <summary>Looks at what is not so yet.</summary>
public sealed partial class Root
{
    private const uint RegularFile = 0x8000;
    private const uint Directory = 0x4000;

    /// <summary>
    /// The same host as it would be with other files in it. What this root has seen already, and not forgotten, is not looked at again, so the two differ in nothing else. To be
    /// used as long as this one is.
    /// </summary>
    public Root Assuming(IEnumerable<AssumedFile> files)
    {
        var assumed = new Root(_directory, _recording) { _isNothing = _isNothing, _hasForeignKernel = _hasForeignKernel, _isBorrowed = true, MountInfo = MountInfo };
        AssumedFile[] all = [.. files];
        bool opensOrCloses = Array.Exists(all, MayOpenOrClose);
        foreach ((Question asked, object? seen) in _seen.All)
        {
            // What an account may see depends on owners and modes on the way, so that is looked at again where any would be another.
            if (asked.Uid == Question.OfItself || !((opensOrCloses && !asked.IsOfNone) || Array.Exists(all, file => file.Path == asked.File))) assumed._seen.Set(asked, seen);
        }
        if (_questions is not null) assumed._questions = _questions.Where(entry => assumed._seen.TryGet(entry.Key, out _)).ToDictionary();
        assumed._forgetsNothing = _forgetsNothing;
        // A file for each of thousands of accounts may be new in one folder.
        var entered = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        assumed._hazards = _hazards;
        foreach (AssumedFile file in all)
        {
            FileStatus? now = assumed.Stat(file.Path);
            FileStatus status = (now ?? new FileStatus(RegularFile | 0b110_100_100, Owner, 0, 0, 1, "0:0", 0)) switch
            {
                var old => old with { Mode = (old.Mode & ~0xFFFu) | (file.Mode ?? old.Permissions), Uid = file.Uid ?? old.Uid, Gid = file.Gid ?? old.Gid, Size = file.Content?.Length ?? old.Size },
            };
            assumed._assumed[file.Path] = status;
            assumed.Assume(Operation.Stat, file.Path, status, () => StatOf(file.Path, follow: true));
            assumed.Assume(Operation.Lstat, file.Path, status, () => StatOf(file.Path, follow: false));
            if (file.Content is not null) assumed.Assume(Operation.Read, file.Path, file.Content, () => ReadOf(file.Path, Math.Max(file.Content.Length, UsualLimit)));
            foreach ((string name, byte[]? value) in file.Attributes) assumed.Assume(Operation.Xattr, file.Path + "\0" + name, value, () => AttributeOf(file.Path, name));
            if (now is null) assumed.Enter(file.Path, entered);
        }
        foreach ((string folder, List<string> names) in entered) assumed.Assume(Operation.List, folder, names.Distinct().Order(StringComparer.Ordinal).ToArray(), () => assumed.ListOf(folder));
        return assumed;
    }

    private static bool MayOpenOrClose(AssumedFile file) => file.Mode is not null || file.Uid is not null || file.Gid is not null || file.Attributes.Count > 0;

    // A new file is in its folder, and its folder in the one above.
    private void Enter(string path, Dictionary<string, List<string>> entered)
    {
        int slash = path.LastIndexOf('/');
        string folder = slash <= 0 ? "/" : path[..slash];
        string name = path[(slash + 1)..];
        if (entered.TryGetValue(folder, out List<string>? names))
        {
            names.Add(name);
            return;
        }
        bool isNew = Stat(folder) is null;
        entered[folder] = [.. isNew ? [] : List(folder) ?? [], name];
        if (!isNew) return;
        var status = new FileStatus(Directory | 0b111_101_101, Owner, 0, 0, 2, "0:0", 0);
        Assume(Operation.Stat, folder, status, () => StatOf(folder, follow: true));
        Assume(Operation.Lstat, folder, status, () => StatOf(folder, follow: false));
        Enter(folder, entered);
    }

    private void Assume(Operation operation, string path, object? answer, Func<object?> question)
    {
        var asked = new Question(operation, path, Question.OfItself);
        _seen.Set(asked, answer);
        if (_questions is not null) _questions[asked] = question;
    }
}
