using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>Accounts from a file in the format of passwd(5).</summary>
public sealed class PasswdFile
{
    private readonly List<Account> _accounts;
    private readonly Dictionary<string, Account> _byName;
    private readonly Dictionary<uint, Account> _byUid;

    // Room is made once: growing would leave twice as much behind.
    private PasswdFile(int most)
    {
        _accounts = new(most);
        _byName = new(most, StringComparer.Ordinal);
        _byUid = new(most);
    }

    public static PasswdFile Empty { get; } = new(0);

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Account> Accounts => _accounts;

    /// <summary>The first of that name, as getpwnam(3) has it.</summary>
    public Account? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The first of that uid.</summary>
    public Account? Find(uint uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>Lines that are no account (comments, NIS lines, damage) are passed over, as glibc does.</summary>
    public static PasswdFile Parse(string text)
    {
        // "a:x:0:0:::" is the shortest line.
        var file = new PasswdFile(Math.Min(text.AsSpan().Count('\n') + 1, text.Length / 10));
        int number = 0;
        Span<Range> fields = stackalloc Range[8];
        // Not EnumerateLines: it also breaks at U+2028 and its like, with which the holder of a name could make up a line.
        foreach (Range part in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = text.AsSpan()[part].TrimEnd('\r');
            number++;
            if (line.IsEmpty || line[0] is '#' or '+' or '-') continue;
            if (line.Split(fields, ':') != 7 || line[fields[0]].IsEmpty
                || !uint.TryParse(line[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid)
                || !uint.TryParse(line[fields[3]], NumberStyles.None, CultureInfo.InvariantCulture, out uint gid))
            {
                continue;
            }
            string shell = line[fields[6]] switch { "/bin/bash" => "/bin/bash", "/bin/sh" => "/bin/sh", var other => other.ToString() };
            file.Add(new Account(line[fields[0]].ToString(), uid, gid, line[fields[5]].ToString(), shell, number));
        }
        return file;
    }

    private void Add(Account account)
    {
        _accounts.Add(account);
        _byName.TryAdd(account.Name, account);
        _byUid.TryAdd(account.Uid, account);
    }
}
