namespace RootlessHost.Facts;

/// <summary>An account's own configuration of its engines.</summary>
public sealed partial class UserFacts
{
    private const uint OwnersRights = 0x1C0; // u+rwx

    // They are the account's, and each is read whole: as many as a person has.
    private const int MostContainersDropIns = 8;

    private DaemonJson? _dockerConfig;
    private TomlKeys? _storageConf;
    private TomlKeys? _containersConf;
    private IReadOnlyList<string>? _containersFiles;
    private Seen? _home;
    private bool? _isHomeShut;
    private bool? _isHomeClosed;
    private bool? _hasConfig;

    /// <summary>The home is a folder that is there: without one, nothing below it needs to be asked for.</summary>
    public bool HasHome => Home is { Kind: Linux.FileKind.Directory };

    /// <summary>What is where the home should be; null for nothing.</summary>
    public Linux.FileStatus? Home => (_home ??= new Seen(account.Home.StartsWith('/') ? Files.Stat(account.Home) : null)).Status;

    /// <summary>The home is the account's own, and its mode keeps the account from reading, writing or passing it.</summary>
    public bool IsHomeShut => _isHomeShut ??= !IsRefused(() => HasHome) && Home is { Kind: Linux.FileKind.Directory } home && home.Uid == Uid && (home.Mode & OwnersRights) != OwnersRights;

    /// <summary>Who asks may not look at the home, or at nothing in it. It may be closed to the account too, or only to others.</summary>
    public bool IsHomeClosed => _isHomeClosed ??= IsRefused(() => HasHome && Files.Stat(InHome(".config")) is null);

    /// <summary>There is a folder for configuration. Of many accounts there is none, and nothing below it needs to be asked for.</summary>
    public bool HasConfig => _hasConfig ??= HasHome && Files.Stat(ConfigHome) is { Kind: Linux.FileKind.Directory };

    private static bool IsRefused(Func<bool> look)
    {
        try
        {
            look();
            return false;
        }
        catch (Linux.PosixException failure) when (failure.IsPermission)
        {
            return true;
        }
    }

    /// <summary>XDG_CONFIG_HOME where the account's own session tells it.</summary>
    public string ConfigHome => OwnFolder("XDG_CONFIG_HOME") ?? InHome(".config");

    /// <summary>XDG_DATA_HOME where the account's own session tells it.</summary>
    public string DataHome => OwnFolder("XDG_DATA_HOME") ?? InHome(".local/share");

    /// <summary>Rootless Docker's configuration.</summary>
    public DaemonJson DockerConfig
    {
        get
        {
            if (_dockerConfig is not null) return _dockerConfig;
            string path = $"{ConfigHome}/docker/daemon.json";
            return _dockerConfig = HasConfig && KeptFrom(path) is null && Files.Read(path) is { } bytes ? DaemonJson.Parse(bytes) : DaemonJson.Empty;
        }
    }

    /// <summary>The account's own storage.conf(5); empty when it has none.</summary>
    public TomlKeys StorageConf =>
        _storageConf ??= ReadConfig($"{ConfigHome}/containers/storage.conf") is { } text ? TomlKeys.Parse(text) : TomlKeys.Empty;

    /// <summary>It has one.</summary>
    public bool HasStorageConf => !ReferenceEquals(StorageConf, TomlKeys.Empty);

    /// <summary>Those of the account's own files of containers.conf(5) that Podman reads, in that order, but not all of very many; none where there is no folder for them.</summary>
    public IReadOnlyList<string> ContainersFiles => _containersFiles ??= HasConfig ? FindContainersFiles($"{ConfigHome}/containers/containers.conf") : [];

    /// <summary>containers.conf(5) as it is for the account.</summary>
    public TomlKeys ContainersConf => _containersConf ??= ContainersFiles.Select(ReadConfig).OfType<string>().ToArray() is { Length: > 0 } own ? TomlKeys.Parse([.. host.ContainersTexts, .. own]) : host.ContainersConf;

    private IReadOnlyList<string> FindContainersFiles(string file) => KeptFrom(HostFacts.DropInsOf(file)) is null ? [.. host.WithDropIns(file, Files.List).Take(1 + MostContainersDropIns)] : [file];

    /// <summary>The text of a file of the account's configuration; null when there is none, or the account may not read it, for <c>engine.config</c> to say.</summary>
    public string? ReadConfig(string path) => HasConfig && KeptFrom(path) is null ? ReadText(path) : null;

    private string? OwnFolder(string variable) =>
        IsSelf && host.Environment.TryGetValue(variable, out string? folder) && folder.StartsWith('/') ? folder.TrimEnd('/') : null;

    private sealed record Seen(Linux.FileStatus? Status);
}
