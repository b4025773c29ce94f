using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Groups from a file in the format of group(5).</summary>
public sealed class GroupFile
{
    private readonly List<Group> _groups = [];
    private Dictionary<string, List<uint>>? _ofMembers;

    public static GroupFile Empty { get; } = new();

    public IReadOnlyList<Group> Groups => _groups;

    public Group? Find(string name) => _groups.Find(group => group.Name == name);

    public Group? Find(uint gid) => _groups.Find(group => group.Gid == gid);

    /// <summary>The gids of the groups that name the account as a member. Looked up: there are hosts with as many groups as accounts, and both are many.</summary>
    public IReadOnlyList<uint> OfMember(string name)
    {
        if (_ofMembers is null)
        {
            _ofMembers = new(StringComparer.Ordinal);
            foreach (Group group in _groups)
            {
                foreach (string member in group.Members)
                {
                    if (!_ofMembers.TryGetValue(member, out List<uint>? gids)) _ofMembers[member] = gids = [];
                    gids.Add(group.Gid);
                }
            }
        }
        return _ofMembers.TryGetValue(name, out List<uint>? found) ? found : [];
    }

    /// <summary>Lines that are no group are passed over, as glibc does.</summary>
    public static GroupFile Parse(string text)
    {
        var file = new GroupFile();
        int number = 0;
        Span<Range> fields = stackalloc Range[5];
        // Not EnumerateLines: it also breaks at U+2028 and its like, with which the holder of a name could make up a line.
        foreach (Range part in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = text.AsSpan()[part].TrimEnd('\r');
            number++;
            if (line.IsEmpty || line[0] is '#' or '+' or '-') continue;
            if (line.Split(fields, ':') != 4 || line[fields[0]].IsEmpty || !uint.TryParse(line[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out uint gid)) continue;
            string[] members = line[fields[3]].IsEmpty ? [] : line[fields[3]].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            file._groups.Add(new Group(line[fields[0]].ToString(), gid, members, number));
        }
        return file;
    }
}
