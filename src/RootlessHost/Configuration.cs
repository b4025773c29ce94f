using System.Globalization;
using System.Text;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost;

/// <summary>What the administrator has written down that should be: engines, users, needs. What the command line says goes before it.</summary>
internal sealed class Configuration
{
    public const string Path = "/etc/rootless-host/config.toml";
    public const string Folder = "/etc/rootless-host/config.d";

    private IReadOnlyList<string> _users = [];
    private string _usersFrom = Path;

    public Remedies.ApplyPolicy Apply { get; } = Remedies.ApplyPolicy.Default;

    public Remedies.SubordinateIdPolicy SubordinateIds { get; } = Remedies.SubordinateIdPolicy.Default;

    public IReadOnlyList<string> Engines { get; private set; } = [];

    public IReadOnlyList<string> Needs { get; private set; } = [];

    /// <summary>That of the file that was named, else that of the host; empty where there is none.</summary>
    /// <exception cref="ConfigurationException">A file that cannot be parsed or found.</exception>
    public static Configuration Of(HostFacts host, string? file)
    {
        var configuration = new Configuration();
        if (file is not null)
        {
            using var here = Root.Live();
            configuration.Add(file, Read(here, System.IO.Path.GetFullPath(file)) ?? throw new ConfigurationException($"{file}: no such file"));
            return configuration;
        }
        IEnumerable<string> dropIns = (host.Root.List(Folder) ?? []).Where(name => name.EndsWith(".toml", StringComparison.Ordinal)).Select(name => $"{Folder}/{name}");
        foreach (string path in dropIns.Prepend(Path))
        {
            if (Read(host.Root, path) is { } text) configuration.Add(path, text);
        }
        return configuration;
    }

    /// <summary>The users as --user takes them; ranges of uids are the accounts in them.</summary>
    /// <exception cref="ConfigurationException">A user or group that this host does not have.</exception>
    public IEnumerable<string> UsersOf(HostFacts host)
    {
        foreach (string user in _users)
        {
            if (Range(user) is var (first, last))
            {
                foreach (Account account in host.Passwd.Accounts.Where(account => account.Uid >= first && account.Uid <= last)) yield return account.Name;
                continue;
            }
            bool known = user.StartsWith('@') ? host.Groups.Find(user[1..]) is not null : Subjects.Find(host, user) is not null;
            yield return known ? user : throw new ConfigurationException($"{_usersFrom}: users: no '{user}' on this host");
        }
    }

    private void Add(string path, string text)
    {
        try
        {
            ConfigFile file = ConfigFile.Parse(path, text);
            Engines = file.Engines ?? Engines;
            Needs = file.Needs ?? Needs;
            if (file.Users is null) return;
            _users = file.Users;
            _usersFrom = path;
        }
        catch (FormatException wrong)
        {
            throw new ConfigurationException(wrong.Message);
        }
    }

    private static string? Read(Root root, string path) => root.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static (uint First, uint Last)? Range(string text) =>
        text.Split('-') is [var first, var last] && uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out uint from)
            && uint.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out uint to)
            ? (from, to)
            : null;
}
