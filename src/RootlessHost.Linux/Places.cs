namespace RootlessHost.Linux;

/// <summary>
/// Folders, and the names in them that matter, each with whom it was looked at for. Of the accounts that are done with no more of them are kept than can be watched.
/// </summary>
internal sealed class Places
{
    private readonly Dictionary<(string Folder, uint Uid), HashSet<string>?> _folders = [];
    private readonly List<(string Folder, uint Uid)> _order = [];
    private readonly HashSet<string> _more = new(StringComparer.Ordinal);
    private int _counted;

    /// <summary>In the order in which they were added. No names: whatever is in the folder.</summary>
    public IEnumerable<(string Folder, uint Uid, HashSet<string>? Names)> Folders => _order.Select(place => (place.Folder, place.Uid, _folders[place]));

    /// <summary>How many there were beside those.</summary>
    public int More => _counted + _more.Count;

    /// <summary>Of further ones none will be watched.</summary>
    public bool IsFull => _order.Count >= ChangeWatch.MostFolders;

    /// <param name="folder">The folder.</param>
    /// <param name="uid">As <see cref="Question.Uid"/>.</param>
    /// <param name="name">The name.</param>
    public void Add(string folder, uint uid, string name)
    {
        if (!_folders.TryGetValue((folder, uid), out HashSet<string>? names))
        {
            _folders[(folder, uid)] = names = new HashSet<string>(StringComparer.Ordinal);
            _order.Add((folder, uid));
        }
        names?.Add(name);
    }

    /// <summary>Whatever is in it.</summary>
    public void Add(string folder, uint uid)
    {
        if (!_folders.ContainsKey((folder, uid))) _order.Add((folder, uid));
        _folders[(folder, uid)] = null;
    }

    /// <summary>Behind these, those.</summary>
    public void Add(Places others)
    {
        foreach ((string folder, uint uid, HashSet<string>? names) in others.Folders)
        {
            if (names is null) Add(folder, uid);
            else foreach (string name in names) Add(folder, uid, name);
        }
        _counted += others.More;
    }

    /// <summary>One that will not be watched.</summary>
    public void Count(string folder, uint uid)
    {
        if (!_folders.ContainsKey((folder, uid))) _more.Add(folder);
    }

    /// <summary>The accounts whose folders those were are done with: nobody adds to them again.</summary>
    public void Fold()
    {
        _counted += _more.Count;
        _more.Clear();
    }
}
