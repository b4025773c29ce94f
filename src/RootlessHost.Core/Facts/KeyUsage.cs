using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>An account's line of /proc/key-users, keyrings(7).</summary>
/// <param name="Line">Its line there, from 1.</param>
/// <param name="Keys">Keys that count against its quota.</param>
/// <param name="MostKeys">Its quota of them.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="MostBytes">Its quota of that.</param>
public sealed record KeyUsage(int Line, long Keys, long MostKeys, long Bytes, long MostBytes)
{
    /// <summary><c>uid: usage keys/instantiated counted/quota bytes/quota</c>; other lines are passed over.</summary>
    public static IReadOnlyDictionary<uint, KeyUsage> Parse(string text)
    {
        var users = new Dictionary<uint, KeyUsage>();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 5 && words[0].EndsWith(':') && uint.TryParse(words[0].AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out uint uid)
                && TryPair(words[3], out long keys, out long mostKeys) && TryPair(words[4], out long bytes, out long mostBytes))
            {
                users[uid] = new KeyUsage(number, keys, mostKeys, bytes, mostBytes);
            }
        }
        return users;
    }

    private static bool TryPair(string word, out long used, out long most)
    {
        int slash = word.IndexOf('/');
        most = 0;
        used = 0;
        return slash > 0 && long.TryParse(word.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out used)
            && long.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out most);
    }
}
