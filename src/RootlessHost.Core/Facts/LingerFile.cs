using System.Text;

namespace RootlessHost.Facts;

/// <summary>The file in /var/lib/systemd/linger that stands for an account.</summary>
internal static class LingerFile
{
    private const string Letters = "abtnvfr"; // \a is 7, \b is 8, …

    /// <summary>The account's name as systemd's cescape() writes it (src/basic/escape.c).</summary>
    public static string NameOf(string user)
    {
        if (!user.AsSpan().ContainsAnyExceptInRange('!', '~') && !user.AsSpan().ContainsAny('\\', '"', '\'')) return user;
        var name = new StringBuilder();
        foreach (byte letter in Encoding.UTF8.GetBytes(user))
        {
            _ = (char)letter switch
            {
                var special and ('\\' or '"' or '\'') => name.Append('\\').Append(special),
                >= '\a' and <= '\r' => name.Append('\\').Append(Letters[letter - 7]),
                < ' ' or >= '\x7f' => name.Append('\\').Append(Convert.ToString(letter, 8).PadLeft(3, '0')),
                var plain => name.Append(plain),
            };
        }
        return name.ToString();
    }
}
