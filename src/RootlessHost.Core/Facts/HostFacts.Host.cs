using System.Text;

namespace RootlessHost.Facts;

/// <summary>What the host is, and who asks.</summary>
public sealed partial class HostFacts
{
    private const int MostAccounts = 64 << 20; // bytes

    private static readonly string[] ProgramFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    private readonly Dictionary<string, string?> _programs = new(StringComparer.Ordinal);

    public OsRelease Os => Once("os", static host => OsRelease.Parse(host.Root.ReadText("/etc/os-release") ?? host.Root.ReadText("/usr/lib/os-release") ?? ""));

    /// <summary>The running kernel; null for an image.</summary>
    public KernelRelease? Kernel => Once("kernel", static host => host.Sysctl("kernel.osrelease") is { } text ? new KernelRelease(text) : null);

    /// <summary>The running kernel is at least this one; also where the kernel is not known, so that nothing is alleged.</summary>
    public bool KernelIsAtLeast(int major, int minor) => Kernel?.IsAtLeast(major, minor) ?? true;

    /// <summary>Empty where nothing tells.</summary>
    public string Hostname => Sysctl("kernel.hostname") ?? Word("/etc/hostname") ?? "";

    /// <summary>As uname(2) says it, <c>x86_64</c>; null for an image, whose programs may be for another machine.</summary>
    public string? Architecture => Sysctl("kernel.arch") ?? Root.Machine;

    /// <summary>What is mounted where; null when an image does not say.</summary>
    public MountTable? Mounts => Once("mounts", static host => host.Root.ReadText(host.Root.MountInfo, 16 << 20) is { } text ? Parsed(host.Root.MountInfo, () => MountTable.Parse(text)) : null);

    /// <summary>The mount that a path lies on, symbolic links resolved as far as the path exists; null when an image does not say.</summary>
    public Mount? MountOf(string path) => Mounts?.Of(ResolveFarthest(path, Root.Resolve));

    /// <summary>Local accounts.</summary>
    public PasswdFile Passwd => Once("passwd", static host => host.WithTheSame("/etc/passwd", MostAccounts)?.Passwd
        ?? (host.Root.ReadText("/etc/passwd", MostAccounts) is { } text ? PasswdFile.Parse(text) : PasswdFile.Empty));

    /// <summary>Local groups.</summary>
    public GroupFile Groups => Once("group", static host => host.WithTheSame("/etc/group", MostAccounts)?.Groups
        ?? (host.Root.ReadText("/etc/group", MostAccounts) is { } text ? GroupFile.Parse(text) : GroupFile.Empty));

    public LoginDefs LoginDefs => Once("login.defs", static host => LoginDefs.Parse(host.Root.ReadText("/etc/login.defs") ?? host.Root.ReadText("/usr/etc/login.defs") ?? ""));

    public Nsswitch Nsswitch => Once("nsswitch", static host => Nsswitch.Parse(host.Root.ReadText("/etc/nsswitch.conf") ?? host.Root.ReadText("/usr/etc/nsswitch.conf") ?? ""));

    /// <summary>The process that asks: this program, or the one that made the capture. Null when an image does not say.</summary>
    public ProcStatus? Self => Once("self", static host => host.Root.ReadText("/proc/self/status") is { } text ? ProcStatus.Parse("/proc/self/status", text) : null);

    /// <summary>The first process, whose limits every other inherits; null when an image does not say.</summary>
    public ProcStatus? Init => Once("init", static host => host.Root.ReadText("/proc/1/status") is { } text ? ProcStatus.Parse("/proc/1/status", text) : null);

    /// <summary>The environment of the process that asks. Only what the checks name is ever shown or captured.</summary>
    public IReadOnlyDictionary<string, string> Environment => Once("environ", static host => host.EnvironmentOf("/proc/self/environ") ?? new Dictionary<string, string>());

    /// <summary>The ids of this user namespace; null when an image does not say.</summary>
    public IdMap? UidMap => Once("uid_map", static host => host.Root.ReadText("/proc/self/uid_map") is { } text ? Parsed("/proc/self/uid_map", () => IdMap.Parse(text)) : null);

    /// <inheritdoc cref="UidMap"/>
    public IdMap? GidMap => Once("gid_map", static host => host.Root.ReadText("/proc/self/gid_map") is { } text ? Parsed("/proc/self/gid_map", () => IdMap.Parse(text)) : null);

    /// <summary>Where a program is, in the folders that hold programs for everybody; null when it is in none.</summary>
    public string? Program(string name)
    {
        if (!_programs.TryGetValue(name, out string? path)) _programs[name] = path = ProgramFolders.Select(folder => $"{folder}/{name}").FirstOrDefault(IsFile);
        return path;
    }

    /// <summary>The same for whichever of several is found first.</summary>
    public string? Program(params IEnumerable<string> names) => names.Select(Program).FirstOrDefault(path => path is not null);

    /// <summary>It is installed: one of its programs is there.</summary>
    public bool IsInstalled(Engines.IEngine engine) => engine.IsInstalledOn(this);

    /// <summary>The environment of a process; null when there is no such process.</summary>
    public IReadOnlyDictionary<string, string>? EnvironmentOf(string path)
    {
        if (Root.Read(path) is not { } bytes) return null;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string variable in Encoding.UTF8.GetString(bytes).Split('\0'))
        {
            int equals = variable.IndexOf('=');
            if (equals > 0) variables.TryAdd(variable[..equals], variable[(equals + 1)..]);
        }
        return variables;
    }

    private bool IsFile(string path) => Root.Stat(path) is { Kind: Linux.FileKind.Regular };

    /// <summary>The path with links resolved up to its deepest part that exists; <c>/</c> where it is none that begins there, or is longer than a path can be.</summary>
    internal static string ResolveFarthest(string path, Func<string, string?> resolve)
    {
        // A home or a configured path is what somebody wrote.
        if (!path.StartsWith('/') || path.Length > DataRoot.LongestPath) return "/";
        string rest = "";
        for (string at = path; at.Length > 1;)
        {
            if (resolve(at) is { } resolved) return (resolved == "/" && rest.Length > 0 ? "" : resolved) + rest;
            int slash = at.LastIndexOf('/');
            rest = at[slash..] + rest;
            at = at[..slash];
        }
        return rest.Length == 0 ? "/" : rest;
    }

    // A file of the host that cannot be parsed is the host's fault: the question stays open, and the reason names the file and the line.
    private static T Parsed<T>(string path, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException wrong)
        {
            throw new Linux.RefusedException(path, wrong.Message);
        }
    }
}
