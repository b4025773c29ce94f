using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>The engines' versions and their configuration for the whole machine.</summary>
public sealed partial class HostFacts
{
    private const int MostPackages = 64 << 20;

    /// <summary>The versions of the installed packages that hold engines and their helpers; empty where no package manager that we read keeps any.</summary>
    public IReadOnlyDictionary<string, string> Packages => Once("packages", () => Os.Manager switch
    {
        PackageManager.Apt when Root.ReadStanzas(PackageDatabase.Dpkg, MostPackages, static stanza => PackageDatabase.IsOfDpkg(stanza, ProgramPackages.Names)) is { } status => PackageDatabase.FromDpkg(status, ProgramPackages.Names),
        PackageManager.Apk when Root.ReadStanzas(PackageDatabase.Apk, MostPackages, static stanza => PackageDatabase.IsOfApk(stanza, ProgramPackages.Names)) is { } installed => PackageDatabase.FromApk(installed, ProgramPackages.Names),
        PackageManager.Pacman when Root.List($"{PacmanFolder}/local") is { } folders => PackageDatabase.FromPacman(folders, ProgramPackages.Names),
        _ => new Dictionary<string, string>(),
    });

    /// <summary>Where pacman keeps its databases and its lock, pacman.conf(5): of several it takes the first.</summary>
    public string PacmanFolder => Once("pacman folder", () => UnitFile.Parse(PackageDatabase.PacmanConf, Root.ReadText(PackageDatabase.PacmanConf) ?? "")
        .FirstOrDefault(setting => setting is { Section: "options", Key: "DBPath", Value: ['/', ..] })?.Value.TrimEnd('/') ?? PackageDatabase.Pacman);

    /// <summary>
    /// An installed program's version: of its package, when it lies where packages put programs, else by its own word. Null when it is not
    /// installed, or nobody tells. Programs that are numbered by days (pasta) have year.month.day.
    /// </summary>
    public Version? VersionOf(string program) => Once($"version {program}", () =>
    {
        Func<string, Version?> parse = program == "pasta" ? ProgramVersion.Stamp : ProgramVersion.Parse;
        try
        {
            if (Program(program) is not { } path || Root.Resolve(path) is not { } real) return null;
            string? package = IsPackaged(real) ? ProgramPackages.Of(program).FirstOrDefault(Packages.ContainsKey) : null;
            return package is not null ? parse(Packages[package]) : Root.Ask(real, "--version") is { } answer ? parse(answer) : null;
        }
        catch (IOException)
        {
            // A version explains and chooses rules, so not knowing it is no reason to answer nothing at all.
            return null;
        }
    });

    /// <summary>
    /// Where a program is, the homes of login users included: Docker's own script installs into <c>~/bin</c>. Homes are asked only when the folders for
    /// everybody do not have it, and not for ever.
    /// </summary>
    public string? ProgramAnywhere(string name) => Once($"program anywhere {name}", () =>
    {
        const int MostHomes = 200;
        return Program(name) ?? Passwd.Accounts.Where(account => account.Uid >= LoginDefs.UidMin && account.Uid <= LoginDefs.UidMax && account.Home.StartsWith('/')).Take(MostHomes)
            .SelectMany(account => InBins(account, name)).FirstOrDefault();
    });

    /// <summary>The same for whichever of several is found first.</summary>
    public string? ProgramAnywhere(IEnumerable<string> names) => names.Select(ProgramAnywhere).FirstOrDefault(path => path is not null);

    /// <summary>The rootful Docker's configuration, which decides about <c>userns-remap</c>.</summary>
    public DaemonJson DockerConfig => Once("daemon.json", () =>
    {
        try
        {
            return Root.Read("/etc/docker/daemon.json") is { } bytes ? DaemonJson.Parse(bytes) : DaemonJson.Empty;
        }
        catch (IOException failure)
        {
            return DaemonJson.Unusable(failure.Message);
        }
    });

    /// <summary>containers.conf(5) for everybody, its drop-ins included.</summary>
    public TomlKeys ContainersConf => Once("containers.conf", () => TomlKeys.Parse(ContainersTexts));

    /// <summary>The texts that <see cref="ContainersConf"/> is made of, a later one overrides an earlier.</summary>
    public IReadOnlyList<string> ContainersTexts => Once("containers.conf texts", () =>
        (IReadOnlyList<string>)[.. ContainersFiles.Prepend("/usr/share/containers/containers.conf").Select(ReadConfig).OfType<string>()]);

    /// <summary>Those of the administrator's files of containers.conf(5) that Podman reads, in that order.</summary>
    public IReadOnlyList<string> ContainersFiles => Once("containers.conf files", () => WithDropIns("/etc/containers/containers.conf", Root.List));

    /// <summary>Podman reads drop-ins of containers.conf(5), as it does since 3.3 (containers/common 0.40, pkg/config/config.go).</summary>
    internal bool HasContainersDropIns => VersionOf("podman") is not { } version || version >= new Version(3, 3);

    /// <summary>A file of containers.conf(5), and its drop-ins in their order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="list">Lists a folder with the rights of whose file it is.</param>
    internal IReadOnlyList<string> WithDropIns(string file, Func<string, IReadOnlyList<string>?> list) =>
        [file, .. from name in (HasContainersDropIns ? IfAllowed(() => list(DropInsOf(file))) : null) ?? [] where name.EndsWith(".conf", StringComparison.Ordinal) select $"{DropInsOf(file)}/{name}"];

    /// <summary>Where the drop-ins of a file of containers.conf(5) are.</summary>
    internal static string DropInsOf(string file) => file + ".d";

    /// <summary>Everybody may read a file or a folder, be it there or not: then nobody of many accounts has to be asked.</summary>
    internal bool IsForAll(string path) => Once($"for all {path}", () =>
    {
        const uint Read = 4, Search = 1;
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Root.Stat(path[..slash]) is { } folder && !folder.Allows(uint.MaxValue, [], Search)) return false;
        }
        return Root.Stat(path) is not { } status || status.Allows(uint.MaxValue, [], Read);
    });

    /// <summary>Where the administrator's containers.conf, or a drop-in, is not TOML, and why; null when all are. What packages bring is taken to be.</summary>
    public string? ContainersProblem => ContainersFiles.Select(ProblemOf).FirstOrDefault(problem => problem is not null);

    /// <summary>The same of storage.conf.</summary>
    public string? StorageProblem => ProblemOf("/etc/containers/storage.conf");

    private string? ProblemOf(string path) => Once($"problem of {path}", () => ReadConfig(path) is { } text ? TomlSyntax.Problem(path, text) : null);

    /// <summary>storage.conf(5) for everybody.</summary>
    public TomlKeys StorageConf => Once("storage.conf", () => StorageConfPath is { } path && ReadConfig(path) is { } text ? TomlKeys.Parse(text) : TomlKeys.Empty);

    /// <summary>Where it is: the machine's, else the distribution's; null when there is neither.</summary>
    public string? StorageConfPath => Once("storage.conf path", () =>
        Array.Find(["/etc/containers/storage.conf", "/usr/share/containers/storage.conf"], path => IfAllowed(() => Root.Stat(path)) is not null));

    /// <summary>The text of one of the administrator's files; null when there is none, or whoever asks may not read it, for <c>engine.config</c> to say.</summary>
    internal string? ReadConfig(string path) => IfAllowed(() => Root.ReadText(path));

    private static T? IfAllowed<T>(Func<T?> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (PosixException failure) when (failure.IsPermission)
        {
            return null;
        }
    }

    // Another's home may be closed to whoever asks: then there is nothing to find in it. Nor is there what its owner may not see.
    private IEnumerable<string> InBins(Account account, string name)
    {
        View files = FilesOf(account);
        bool IsThere(string path)
        {
            try
            {
                return files.Stat(path) is { Kind: FileKind.Regular };
            }
            catch (IOException)
            {
                return false;
            }
        }
        return ((string[])[$"{account.Home.TrimEnd('/')}/bin/{name}", $"{account.Home.TrimEnd('/')}/.local/bin/{name}"]).Where(IsThere);
    }

    private static bool IsPackaged(string path) =>
        (path.StartsWith("/usr/", StringComparison.Ordinal) && !path.StartsWith("/usr/local/", StringComparison.Ordinal))
        || path.StartsWith("/bin/", StringComparison.Ordinal) || path.StartsWith("/sbin/", StringComparison.Ordinal);
}
