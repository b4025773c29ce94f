namespace RootlessHost.Facts;

/// <summary>Which services answer for which database, nsswitch.conf(5).</summary>
public sealed class Nsswitch
{
    private readonly Dictionary<string, (int Line, string[] Services)> _databases = new(StringComparer.Ordinal);

    /// <summary>The services of a database in order, without the <c>[…]</c> actions; the default where it is not named.</summary>
    public IReadOnlyList<string> Services(string database, params string[] otherwise) =>
        _databases.TryGetValue(database, out var entry) ? entry.Services : otherwise;

    /// <summary>The line that names it; null when none does.</summary>
    public int? Line(string database) => _databases.TryGetValue(database, out var entry) ? entry.Line : null;

    public static Nsswitch Parse(string text)
    {
        var file = new Nsswitch();
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Split('#')[0];
            int colon = line.IndexOf(':');
            if (colon <= 0) continue;
            string[] services = [.. line[(colon + 1)..].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith('[') && !word.EndsWith(']'))];
            file._databases[line[..colon].Trim()] = (number, services);
        }
        return file;
    }
}
