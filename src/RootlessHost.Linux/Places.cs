namespace RootlessHost.Linux;

/// <summary>Folders, and the names in them that matter. Of the accounts that are done with no more of them are kept than can be watched.</summary>
internal sealed class Places
{
    private readonly Dictionary<string, HashSet<string>?> _folders = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>In the order in which they were added. No names: whatever is in the folder.</summary>
    public IEnumerable<(string Folder, HashSet<string>? Names)> Folders => _order.Select(folder => (folder, _folders[folder]));

    /// <summary>How many there were beside those.</summary>
    public int More { get; private set; }

    public void Add(string folder, string name)
    {
        if (!_folders.TryGetValue(folder, out HashSet<string>? names))
        {
            _folders[folder] = names = new HashSet<string>(StringComparer.Ordinal);
            _order.Add(folder);
        }
        names?.Add(name);
    }

    /// <summary>Whatever is in it.</summary>
    public void Add(string folder)
    {
        if (!_folders.ContainsKey(folder)) _order.Add(folder);
        _folders[folder] = null;
    }

    /// <summary>Behind these, those.</summary>
    public void Add(Places others)
    {
        foreach ((string folder, HashSet<string>? names) in others.Folders)
        {
            if (names is null) Add(folder);
            else foreach (string name in names) Add(folder, name);
        }
        More += others.More;
    }

    /// <summary>Counts, and no longer names, what would not be watched. Accounts that are done with have no folder that others still add to.</summary>
    public void Fold()
    {
        int more = _order.Count - ChangeWatch.MostFolders;
        if (more <= 0) return;
        foreach (string folder in _order.TakeLast(more)) _folders.Remove(folder);
        _order.RemoveRange(_order.Count - more, more);
        More += more;
    }
}
