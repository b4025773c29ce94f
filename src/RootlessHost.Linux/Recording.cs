using System.Globalization;
using System.Text;

namespace RootlessHost.Linux;

/// <summary>
/// What was seen of a machine beside the contents of its files: owners, modes, links, attributes, and what was refused. It lies at the top
/// of a capture, because a tar that is unpacked without privilege keeps none of that.
/// </summary>
/// <remarks>One look a line: the operation, the path, the outcome, separated by blanks; blanks and backslashes in a name are <c>\ooo</c>.</remarks>
internal sealed class Recording
{
    public const string FileName = ".rootless-host-capture";

    /// <summary>Bytes of a recording that is read at all.</summary>
    public const int Limit = 64 << 20;

    private const string Header = "rootless-host.capture/1";

    private readonly Dictionary<(Operation, string), object?> _outcomes = [];

    public bool TryGet(Operation operation, string path, out object? outcome) => _outcomes.TryGetValue((operation, path), out outcome);

    /// <summary>One look as a line. Null where the tree of the capture itself tells: the contents of a file that was read.</summary>
    public static string? Line(Operation operation, string path, object? outcome)
    {
        string? text = outcome switch
        {
            null => "absent",
            PosixException error => $"error {error.Errno} {Escape(error.Message)}",
            IOException error => $"refused {Escape(error.Message)}",
            byte[] when operation == Operation.Read => null,
            byte[] bytes => "hex " + Convert.ToHexString(bytes),
            FileStatus s => string.Create(CultureInfo.InvariantCulture, $"status {s.Mode:x} {s.Uid} {s.Gid} {s.Size} {s.Links} {s.Device} {s.ModifiedAt}"),
            FileSystemStatus f => string.Create(CultureInfo.InvariantCulture, $"space {f.Type:x} {f.Size} {f.Available} {f.Inodes} {f.FreeInodes}"),
            string value => "text " + Escape(value),
            IReadOnlyList<string> names => string.Join(' ', names.Select(Escape).Prepend("names")),
            _ => throw new ArgumentException($"{outcome.GetType()} cannot be recorded", nameof(outcome)),
        };
        return text is null ? null : $"{operation.ToString().ToLowerInvariant()} {Escape(path)} {text}";
    }

    public static string Write(IEnumerable<string> lines) => Header + "\n" + string.Concat(lines.Select(line => line + "\n"));

    /// <exception cref="FormatException">A line that no capture has, by its number.</exception>
    public static Recording Parse(string text)
    {
        var recording = new Recording();
        string[] lines = text.Split('\n');
        if (lines[0] != Header) throw new FormatException($"{FileName}:1: not '{Header}'");
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            string[] words = lines[i].Split(' ');
            if (words.Length < 3 || !Enum.TryParse(words[0], ignoreCase: true, out Operation operation) || !TryParse(words, out object? outcome))
            {
                throw new FormatException($"{FileName}:{i + 1}: not a line of a capture");
            }
            recording._outcomes[(operation, Unescape(words[1]))] = outcome;
        }
        return recording;
    }

    private static bool TryParse(string[] words, out object? outcome)
    {
        outcome = null;
        string path = Unescape(words[1]).Split('\0')[0];
        try
        {
            switch (words[2])
            {
                case "absent" when words.Length == 3:
                    return true;
                case "error" when words.Length == 5:
                    string[] parts = Unescape(words[4]).Split(' ', 2);
                    outcome = new PosixException(int.Parse(words[3], CultureInfo.InvariantCulture), parts[0], path);
                    return true;
                case "refused" when words.Length == 4:
                    string message = Unescape(words[3]);
                    string prefix = $"read {path}: ";
                    outcome = new RefusedException(path, message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message);
                    return true;
                case "hex":
                    outcome = Convert.FromHexString(words.Length > 3 ? words[3] : "");
                    return true;
                case "text":
                    outcome = Unescape(words.Length > 3 ? words[3] : "");
                    return true;
                case "names":
                    outcome = words[3..].Select(Unescape).ToArray();
                    return true;
                case "status" when words.Length == 10:
                    outcome = new FileStatus(
                        Convert.ToUInt32(words[3], 16), uint.Parse(words[4], CultureInfo.InvariantCulture), uint.Parse(words[5], CultureInfo.InvariantCulture),
                        Number(words[6]), uint.Parse(words[7], CultureInfo.InvariantCulture), words[8], Number(words[9]));
                    return true;
                case "space" when words.Length == 8:
                    outcome = new FileSystemStatus(Convert.ToInt64(words[3], 16), Number(words[4]), Number(words[5]), Number(words[6]), Number(words[7]));
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is <= ' ' or '\\' or '\x7f') escaped.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
            else escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') plain.Append(text[i]);
            else if (i + 3 < text.Length) { plain.Append((char)Convert.ToInt32(text.Substring(i + 1, 3), 8)); i += 3; }
            else throw new FormatException("an escape that is cut short");
        }
        return plain.ToString();
    }
}
