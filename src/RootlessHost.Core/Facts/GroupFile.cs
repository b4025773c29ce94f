using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Groups from a file in the format of group(5).</summary>
public sealed class GroupFile
{
    private readonly List<Group> _groups = [];

    public static GroupFile Empty { get; } = new();

    public IReadOnlyList<Group> Groups => _groups;

    public Group? Find(string name) => _groups.Find(group => group.Name == name);

    public Group? Find(uint gid) => _groups.Find(group => group.Gid == gid);

    /// <summary>Lines that are no group are passed over, as glibc does.</summary>
    public static GroupFile Parse(string text)
    {
        var file = new GroupFile();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string[] fields = line.TrimEnd('\r').Split(':');
            if (fields.Length != 4 || fields[0].Length == 0 || fields[0][0] is '#' or '+' or '-'
                || !uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint gid))
            {
                continue;
            }
            file._groups.Add(new Group(fields[0], gid, fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), number));
        }
        return file;
    }
}
