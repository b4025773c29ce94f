namespace RootlessHost.Linux;

/// <summary>Folders, and the names in them that matter. Of the accounts that are done with no more of them are kept than can be watched.</summary>
internal sealed class Places
{
    private readonly Dictionary<string, HashSet<string>?> _folders = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly HashSet<string> _more = new(StringComparer.Ordinal);
    private int _counted;

    /// <summary>In the order in which they were added. No names: whatever is in the folder.</summary>
    public IEnumerable<(string Folder, HashSet<string>? Names)> Folders => _order.Select(folder => (folder, _folders[folder]));

    /// <summary>How many there were beside those.</summary>
    public int More => _counted + _more.Count;

    /// <summary>Of further ones none will be watched.</summary>
    public bool IsFull => _order.Count >= ChangeWatch.MostFolders;

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
        _counted += others.More;
    }

    /// <summary>One that will not be watched.</summary>
    public void Count(string folder)
    {
        if (!_folders.ContainsKey(folder)) _more.Add(folder);
    }

    /// <summary>The accounts whose folders those were are done with: nobody adds to them again.</summary>
    public void Fold()
    {
        _counted += _more.Count;
        _more.Clear();
    }
}
