using System.Text;

namespace RootlessHost.Facts;

/// <summary>The format of units and of systemd's configuration: systemd.syntax(7), read as config_parse() reads it.</summary>
public static class UnitFile
{
    /// <summary>
    /// The assignments in their order. What systemd passes over with a message in the journal is passed over; at a broken section header it
    /// gives the rest of the file up, and so does this.
    /// </summary>
    public static IReadOnlyList<UnitSetting> Parse(string path, string text)
    {
        var settings = new List<UnitSetting>();
        string section = "";
        int number = 0;
        int start = 0;
        var continued = new StringBuilder();
        foreach (string ended in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            string raw = ended.TrimEnd('\r');
            // Also amid a continued line a comment or an empty line is as if it were not there.
            if (raw.AsSpan().TrimStart() is [] or ['#' or ';', ..]) continue;
            if (continued.Length == 0) start = number;
            if (EndsEscaped(raw))
            {
                continued.Append(raw, 0, raw.Length - 1).Append(' ');
                continue;
            }
            if (!Take(continued.Append(raw).ToString())) return settings;
            continued.Clear();
        }
        if (continued.Length > 0) Take(continued.ToString());
        return settings;

        bool Take(string whole)
        {
            string line = whole.Trim();
            if (line.StartsWith('['))
            {
                section = line[1..].TrimEnd(']');
                return line.EndsWith(']');
            }
            int equals = line.IndexOf('=');
            if (equals > 0 && section.Length > 0) settings.Add(new UnitSetting(path, start, section, line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart()));
            return true;
        }
    }

    // An even number of backslashes is so many escaped backslashes.
    private static bool EndsEscaped(string line) => (line.Length - line.AsSpan().TrimEnd('\\').Length) % 2 == 1;
}
