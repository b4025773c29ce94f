using System.Text;
using RootlessHost.Engines;
using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>
/// One look at a host: what the checks may know. Each fact is read when first asked for, and once. A new look is a new object.
/// The facts of an area are in <c>HostFacts.Area.cs</c>.
/// </summary>
public sealed partial class HostFacts
{
    private const string Own = "/proc/self/mountinfo";

    private readonly Remembered<string> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<IEngine, Requirements> _requirements = [];

    private Needs _needs = Needs.None;
    private HostFacts? _before;

    public HostFacts(Root root)
    {
        Root = root;
        root.HazardsOf ??= () => Readable(OwnMounts) is { } table ? MountHazards.Of(table) : [];
    }

    public Root Root { get; }

    /// <summary>The host as an account may see it: for whatever an account names, or keeps in its home.</summary>
    public View FilesOf(Account account) => Root.As(new Viewer(account.Uid, () => GidsOf(account)));

    /// <summary>An account's groups, the primary one first. Local groups only.</summary>
    public IReadOnlyList<uint> GidsOf(Account account) => [account.Gid, .. (Readable(() => Groups)?.OfMember(account.Name) ?? []).Where(gid => gid != account.Gid).Distinct()];

    /// <summary>The same host as it would be with other files in it. To be used as long as this one is.</summary>
    public HostFacts Assuming(IEnumerable<AssumedFile> files) => new(Root.Assuming(files)) { SubidPolicy = SubidPolicy, _before = this };

    /// <summary>From now on another account is asked about; or none in particular. Of those that are done with not everything is kept, where they are very many.</summary>
    internal void Turn(bool isAccounts)
    {
        if (Root.Turn(isAccounts) && _facts.Turn(isAccounts)) _facts.Forget();
    }

    /// <summary>The engines that the question is about. Whoever asks sets it; no fact depends on it.</summary>
    public IReadOnlyList<IEngine> Engines { get; set; } = [];

    /// <summary>What is wanted by those whom the question is about: by a user, or by all. Whoever asks sets it; no fact depends on it.</summary>
    public Needs Needs
    {
        get
        {
            NeedsWereRead = true;
            return _needs;
        }
        set => _needs = value;
    }

    /// <summary>An answer depends on the needs: who has others is to ask again.</summary>
    internal bool NeedsWereRead { get; set; }

    /// <summary>What an engine needs of this host.</summary>
    public Requirements RequirementsOf(IEngine engine) => _requirements.TryGetValue(engine, out Requirements? known) ? known : _requirements[engine] = engine.Needs(this);

    /// <summary>
    /// A directory with no running kernel below it: an image. Facts of a kernel or a session do not exist for it.
    /// </summary>
    public bool IsImage => Once("image", static host => !host.Root.IsLive && !host.Root.IsCapture && !host.Leads("/proc/sys") && !host.Leads("/proc/self"));

    /// <summary>
    /// A plain directory: what is absent there may be absent only there, so an absent file of /proc, /sys, /dev or /run is no fact.
    /// The machine itself and a capture tell everything.
    /// </summary>
    public bool IsPartial => !Root.IsLive && !Root.IsCapture;

    /// <summary>The value of a sysctl, such as <c>user.max_user_namespaces</c>; null when this kernel has no such setting.</summary>
    public string? Sysctl(string key) => Once($"sysctl {key}", () => Root.ReadText(SysctlPath(key))?.Trim());

    /// <summary>The file of a sysctl below /proc/sys.</summary>
    public static string SysctlPath(string key) => $"/proc/sys/{key.Replace('.', '/')}";

    /// <summary>The value of a sysctl as a number; null when this kernel has no such setting or the value is none.</summary>
    public long? SysctlNumber(string key) => long.TryParse(Sysctl(key), out long number) ? number : null;

    /// <summary>A file that is a single word or line, trimmed; null when there is no such file.</summary>
    public string? Word(string path) => Once($"word {path}", () => Root.ReadText(path)?.Trim());

    /// <summary>Two contents of a file differ in nothing that any fact is made of.</summary>
    internal static bool SayTheSame(string path, byte[] left, byte[] right) =>
        path.StartsWith("/proc/", StringComparison.Ordinal) && path.EndsWith("/status", StringComparison.Ordinal)
        && ProcStatus.Parse(path, Encoding.UTF8.GetString(left)).SaysWhat(ProcStatus.Parse(path, Encoding.UTF8.GetString(right)));

    // What the same bytes mean was worked out before.
    private HostFacts? WithTheSame(string path, int limit) => _before is { } before && ReferenceEquals(Root.Read(path, limit), before.Root.Read(path, limit)) ? before : null;

    // What this process would go through, and not what another sees.
    private MountTable? OwnMounts() => Root.MountInfo == Own ? Mounts : Root.ReadText(Own, 16 << 20) is { } text ? MountTable.Parse(text) : null;

    private static T? Readable<T>(Func<T?> fact)
        where T : class
    {
        try
        {
            return fact();
        }
        catch (Exception failure) when (failure is IOException or FormatException)
        {
            return null; // a check says what is wrong with it
        }
    }

    // Links in a circle lead to no kernel either.
    private bool Leads(string path)
    {
        try
        {
            return Root.Stat(path) is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A fact that is parsed once a look. The key is its name within this class and its parts.</summary>
    private T Once<T>(string key, Func<T> read) => _facts.TryGet(key, out object? known) ? Known<T>(known) : Read(key, static (_, read) => read(), read);

    /// <summary>The same for what is asked for every account, and there may be 60,000: a static function is made once, not for each question.</summary>
    private T Once<T>(string key, Func<HostFacts, T> read) => _facts.TryGet(key, out object? known) ? Known<T>(known) : Read(key, static (host, read) => read(host), read);

    private static T Known<T>(object? known) => known is IOException failure ? throw failure : (T)known!;

    private T Read<T, TRead>(string key, Func<HostFacts, TRead, T> reader, TRead read)
    {
        try
        {
            T fact = reader(this, read);
            _facts.Set(key, fact);
            return fact;
        }
        catch (IOException failure)
        {
            _facts.Set(key, failure);
            throw;
        }
    }
}
