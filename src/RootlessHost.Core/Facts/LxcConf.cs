using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>The id maps of an LXC configuration, lxc.container.conf(5).</summary>
public static class LxcConf
{
    /// <summary>Each <c>lxc.idmap</c> line: <c>u 0 100000 65536</c>. Those of another shape have no range.</summary>
    public static IEnumerable<(int Line, char Kind, IdRange? Outside, string Text)> IdMaps(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            int equals = line.IndexOf('=');
            if (equals < 0 || line[..equals].TrimEnd() is not ("lxc.idmap" or "lxc.id_map")) continue;
            string[] words = line[(equals + 1)..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            IdRange? outside = words is ["u" or "g" or "b", _, var start, var count]
                && ulong.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out ulong first)
                && ulong.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out ulong length) ? new IdRange(first, length) : null;
            yield return (i + 1, outside is null ? '?' : words[0][0], outside, line);
        }
    }
}
