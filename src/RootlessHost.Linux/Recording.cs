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

    // A line of a host that was described by hand: what it does not mention is as the tree has it.
    private const string OtherwiseTree = "otherwise tree";

    // Likewise: it describes an image, whose owners and attributes are known, and not a running host.
    private const string OfAnImage = "of an image";

    private readonly Dictionary<Question, object?> _outcomes = [];

    /// <summary>What is not recorded is what the tree says. Of a real capture's tree only the contents of files mean anything.</summary>
    public bool LeavesTheRestToTheTree { get; private set; }

    /// <summary>What is described is an image: it has no running kernel, and what is absent may be absent only there.</summary>
    public bool IsOfAnImage { get; private set; }

    /// <summary>What was told to that account, else to all.</summary>
    public bool TryGet(Question asked, out object? outcome) => _outcomes.TryGetValue(asked, out outcome) || _outcomes.TryGetValue(asked with { Uid = Question.OfItself }, out outcome);

    /// <summary>What a look told, as words. Null where the tree of the capture itself tells: the contents of a file that was read.</summary>
    public static string? Outcome(Operation operation, string path, object? outcome) =>
        operation == Operation.Read && outcome is byte[] && FitsATree(path) ? null : Words(outcome);

    /// <summary>One look as a line.</summary>
    /// <param name="operation">The kind of look.</param>
    /// <param name="path">What was looked at.</param>
    /// <param name="outcome">What <see cref="Words(object)"/> made of what it told.</param>
    /// <param name="uid">The one account that it was told to; <see cref="Question.OfItself"/> for all.</param>
    public static string Line(Operation operation, string path, string outcome, uint uid = Question.OfItself) => uid == Question.OfItself
        ? $"{operation.ToString().ToLowerInvariant()} {Escape(path)} {outcome}"
        : string.Create(CultureInfo.InvariantCulture, $"{operation.ToString().ToLowerInvariant()}@{uid} {Escape(path)} {outcome}");

    /// <summary>What a look told, whatever it is, as words.</summary>
    public static string Words(object? outcome) => outcome switch
    {
        null => "absent",
        PosixException error => $"error {error.Errno} {Escape(error.Call)} {Escape(error.Path)}",
        RefusedException error => $"refused {Escape(error.Path)} {Escape(error.Why)}",
        byte[] bytes => "hex " + Convert.ToHexString(bytes),
        FileStatus s => string.Create(CultureInfo.InvariantCulture, $"status {s.Mode:x} {s.Uid} {s.Gid} {s.Size} {s.Links} {s.Device} {s.ModifiedAt}"),
        FileSystemStatus f => string.Create(CultureInfo.InvariantCulture, $"space {f.Type:x} {f.Size} {f.Available} {f.Inodes} {f.FreeInodes}"),
        string value => "text " + Escape(value),
        NameServiceUser user => "users " + Words(user),
        IReadOnlyList<NameServiceUser> users => string.Join(' ', users.Select(user => Words(user)).Prepend("users")),
        IReadOnlyList<string> names => string.Join(' ', names.Select(Escape).Prepend("names")),
        _ => throw new ArgumentException($"{outcome.GetType()} cannot be recorded", nameof(outcome)),
    };

    /// <summary>A file of that path can lie in a tree and be found there again. A name with <c>..</c> in it cannot: what unpacks a tar refuses it.</summary>
    public static bool FitsATree(string path) =>
        path.Length is > 1 and < 4000 && path[0] == '/' && path[^1] != '/' && !path.Contains('\uFFFD') && path != "/" + FileName
        && path[1..].Split('/').All(name => name.Length is > 0 and < 64 && name is not "." and not "..");

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
            if (lines[i] == OtherwiseTree)
            {
                recording.LeavesTheRestToTheTree = true;
                continue;
            }
            if (lines[i] == OfAnImage)
            {
                recording.IsOfAnImage = true;
                continue;
            }
            if (!TryParse(lines[i].Split(' '), out Question asked, out object? outcome)) throw new FormatException($"{FileName}:{i + 1}: not a line of a capture");
            recording._outcomes[asked] = outcome;
        }
        return recording;
    }

    /// <summary>The words of a line.</summary>
    /// <returns>False for what is no line.</returns>
    public static bool TryParse(string[] words, out Question asked, out object? outcome)
    {
        outcome = null;
        asked = default;
        if (words.Length < 3) return false;
        string[] who = words[0].Split('@', 2);
        uint uid = Question.OfItself;
        if (!Enum.TryParse(who[0], ignoreCase: true, out Operation operation) || (who.Length == 2 && !uint.TryParse(who[1], NumberStyles.None, CultureInfo.InvariantCulture, out uid))) return false;
        try
        {
            asked = new Question(operation, Unescape(words[1]), uid);
            switch (words[2])
            {
                case "absent" when words.Length == 3:
                    return true;
                case "error" when words.Length == 6:
                    outcome = new PosixException(int.Parse(words[3], CultureInfo.InvariantCulture), Unescape(words[4]), Unescape(words[5]));
                    return true;
                case "refused" when words.Length == 5:
                    outcome = new RefusedException(Unescape(words[3]), Unescape(words[4]));
                    return true;
                case "users" when words.Length % 5 == 3:
                    NameServiceUser[] users = [.. words.Skip(3).Chunk(5).Select(User)];
                    outcome = operation == Operation.Users ? users : users.Single();
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
        catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Words(NameServiceUser user) => $"{Escape(user.Name)} {user.Uid} {user.Gid} {Escape(user.Home)} {Escape(user.Shell)}";

    private static NameServiceUser User(string[] words) => new(
        Unescape(words[0]), uint.Parse(words[1], CultureInfo.InvariantCulture), uint.Parse(words[2], CultureInfo.InvariantCulture), Unescape(words[3]), Unescape(words[4]));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is <= ' ' or '\\' or '\x7f') escaped.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
            else escaped.Append(c);
        }
        return escaped.ToString();
    }

    public static string Unescape(string text)
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
