using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost;

/// <summary>What the administrator has written down that should be: rootless-host.toml(5). What the command line says goes before it.</summary>
internal sealed class Configuration
{
    public const string Path = "/etc/rootless-host/config.toml";
    public const string Folder = "/etc/rootless-host/config.d";

    // The parser keeps a few hundred bytes for each.
    private const int MostBytes = 1 << 18;

    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(60);
    private static readonly string[] UsualListeners = ["127.0.0.1:10469", "unix:/run/rootless-host/health.sock"];

    private readonly ConfigTable _settings = new();
    private readonly List<ConfigTable> _profiles = [];

    private Configuration()
    {
    }

    /// <summary>What is wanted by the usual users.</summary>
    public Needs Needs => NeedsOf(_settings);

    public SubordinateIdPolicy SubordinateIds => new(
        (ulong)_settings.Get("subordinate-ids.count", (long)SubordinateIdBlocks.Size),
        _settings.Get("subordinate-ids.allocate", "next-free") == "by-uid",
        Id("subordinate-ids.min"),
        Id("subordinate-ids.max"));

    public ApplyPolicy Apply => new(_settings.Get("apply.install", false), _settings.Get("apply.host-wide", false));

    public WatchPolicy Watch => new(_settings.Get("watch.interval", UsualInterval), _settings.Get("watch.enforce", false));

    public ServePolicy Serve => new(
        _settings.PlaceOf("serve.listen") is null ? UsualListeners : [.. _settings.Words("serve.listen").Select(word => word.Text)],
        _settings.Get("serve.detail", "auto"));

    /// <summary>That of the file that was named, else that of the host: the file, then the folder's in the order of their names; empty where there is none.</summary>
    /// <exception cref="ConfigurationException">A file that cannot be parsed or found, or that is not to be believed.</exception>
    public static Configuration Of(HostFacts host, string? file)
    {
        var configuration = new Configuration();
        if (file is not null)
        {
            if (file.Length == 0) throw new ConfigurationException("'': no file has an empty name");
            using var here = Root.Live();
            string path = System.IO.Path.GetFullPath(file);
            if (Environment.IsPrivilegedProcess && Custody.RefusalOfNamed(here, path, Sudoer) is { } refusal) throw new ConfigurationException(refusal);
            configuration.Add(file, Read(here, path) ?? throw new ConfigurationException($"{file}: no such file"));
        }
        else
        {
            IEnumerable<string> names = Names(host.Root).Where(name => name.EndsWith(".toml", StringComparison.Ordinal) && name[0] != '.');
            // All are read before any is judged: a capture has then what a replay asks for.
            (string Path, byte[] Bytes)[] files = [.. names.Select(name => $"{Folder}/{name}").Prepend(Path).Select(path => (path, Read(host.Root, path)!)).Where(file => file.Item2 is not null)];
            foreach ((string path, byte[] bytes) in files)
            {
                // An image is its maker's. Of this machine root believes only what root wrote.
                if (host.Root.IsLive && Environment.IsPrivilegedProcess && Custody.Refusal(host.Root, path) is { } refusal) throw new ConfigurationException(refusal);
                configuration.Add(path, bytes);
            }
        }
        configuration.RefuseWindow();
        return configuration;
    }

    /// <summary>The engines that are wanted by the usual users: those installed, when none is named.</summary>
    public IReadOnlyList<IEngine> EnginesOn(HostFacts host) => EnginesOf(_settings) ?? AllEngines.On(host);

    /// <summary>The usual users: the accounts that are meant by saying nothing, when none is named. An account that is named and not there is an error; a group or a range may be empty.</summary>
    /// <exception cref="ConfigurationException">A user or group that this host does not have.</exception>
    public IEnumerable<Account> UsersOn(HostFacts host) => UsersOf(_settings, host) ?? Subjects.Default(host);

    /// <summary>What is to be looked at: the usual users and what is wanted for them, and the profiles.</summary>
    /// <exception cref="ConfigurationException">A user or group that this host does not have.</exception>
    public Scope Scope(string root, HostFacts host)
    {
        IReadOnlyList<IEngine> engines = EnginesOn(host);
        if (_profiles.Count == 0) return new Scope(root, Subjects.Of(host, UsersOn(host), engines), engines, Needs);
        Account[] users = [.. UsersOn(host)];
        return Profiles.Scope(root, host, [new Profile(users, engines, Needs), .. _profiles.Select(profile => Of(profile))]);

        Profile Of(ConfigTable profile) => new(UsersOf(profile, host)?.ToArray() ?? users, EnginesOf(profile) ?? engines, NeedsOf(profile));
    }

    private static uint? Sudoer => uint.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), out uint uid) ? uid : null;

    private static Needs NeedsOf(ConfigTable table) => Needs.Parse(table.Words("needs").Select(word => word.Text));

    private static IReadOnlyList<IEngine>? EnginesOf(ConfigTable table)
    {
        HashSet<string> names = [.. table.Words("engines").Select(word => word.Text)];
        return names.Count == 0 ? null : [.. AllEngines.List.Where(engine => names.Contains(engine.Name))];
    }

    private static IEnumerable<Account>? UsersOf(ConfigTable table, HostFacts host) =>
        table.Words("users") is { Count: > 0 } words ? words.SelectMany(word => Named(host, word)) : null;

    private static Account[] Named(HostFacts host, ConfigWord word)
    {
        if (ConfigKeys.Range(word.Text) is var (first, last)) return [.. Subjects.InRange(host, first, last)];
        try
        {
            return [.. Subjects.Named(host, word.Text)];
        }
        catch (FormatException wrong)
        {
            throw new ConfigurationException($"{word.Place}: {Harmless.Line(wrong.Message, 200)}") { MayCome = wrong is AbsentException };
        }
    }

    private static byte[]? Read(Root root, string path)
    {
        try
        {
            return root.Read(path, MostBytes);
        }
        catch (RefusedException refused)
        {
            throw new ConfigurationException($"{Harmless.Line(refused.Path)}: {refused.Why}");
        }
        catch (PosixException failure) when (failure.IsCircle)
        {
            throw new ConfigurationException(failure.Message);
        }
    }

    private static IReadOnlyList<string> Names(Root root)
    {
        try
        {
            return root.List(Folder) ?? [];
        }
        catch (PosixException failure) when (failure.IsCircle)
        {
            throw new ConfigurationException(failure.Message);
        }
    }

    private void Add(string path, byte[] bytes)
    {
        try
        {
            ConfigFile file = ConfigFile.Parse(path, bytes);
            _settings.Overlay(file.Settings);
            _profiles.AddRange(file.Profiles);
        }
        catch (FormatException wrong)
        {
            throw new ConfigurationException(wrong.Message);
        }
    }

    // Each number may be right and in a file of its own, and the window still hold nobody.
    private void RefuseWindow()
    {
        if (SubordinateIds is { Min: { } min, Max: { } max, Count: var count } && (max < min || max - min + 1 < count))
        {
            throw new ConfigurationException($"{_settings.PlaceOf("subordinate-ids.max")}: from min {min} to max {max} there is no room for {count} ids: raise max or lower min");
        }
    }

    private ulong? Id(string key) => _settings.PlaceOf(key) is null ? null : (ulong)_settings.Get(key, 0L);
}
