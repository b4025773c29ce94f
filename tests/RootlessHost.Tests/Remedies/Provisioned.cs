using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Remedies;

/// <summary>What <c>plan</c>, <c>apply</c> and <c>undo</c> do with a <see cref="FixtureHost"/>, in this process.</summary>
internal static class Provisioned
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The plan for these users (none: all).</summary>
    public static Plan Plan(this FixtureHost host, SubordinateIdPolicy? ids = null, params string[] users)
    {
        HostFacts facts = host.Host();
        return RootlessHost.Remedies.Plan.For(facts, Scope(host, facts, ids, users), new ApplyPolicy());
    }

    public static Applied Apply(this FixtureHost host, SubordinateIdPolicy? ids = null, Action<Plan>? before = null, Action<HostFacts>? scoped = null, Func<Plan, bool>? consent = null, params string[] users) => host.With(provision =>
    {
        Applied applied = provision.Apply(facts =>
        {
            scoped?.Invoke(facts);
            return Scope(host, facts, ids, users);
        }, new ApplyPolicy(), (plan, isAgain) =>
        {
            if (!isAgain) before?.Invoke(plan);
            return consent?.Invoke(plan) ?? true;
        });
        // Looked at while the host is there to look at.
        _ = applied.Last.Left.ToArray();
        return applied;
    });

    public static JournalEntry? Undo(this FixtureHost host, int? id = null) => host.With(provision => provision.Undo(id, null, null));

    public static void Recover(this FixtureHost host) => host.With(provision =>
    {
        provision.Recover();
        return 0;
    });

    /// <summary>Every file, folder and link: what it is, whose, with which mode and content; what this program keeps for itself aside.</summary>
    public static SortedDictionary<string, string> Snapshot(this FixtureHost host, bool withTimes = false)
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var root = Root.At(host.Folder);
        foreach (string path in Directory.EnumerateFileSystemEntries(host.Folder, "*", SearchOption.AllDirectories))
        {
            string name = path[host.Folder.Length..];
            if (name.StartsWith("/var/lib/rootless-host", StringComparison.Ordinal) || name is "/etc/.pwd.lock" or "/var/lib" or "/var") continue;
            var file = new FileInfo(path);
            FileStatus status = root.StatLink(name)!;
            string content = status.Kind == FileKind.Regular ? Convert.ToHexString(File.ReadAllBytes(path)) : "";
            // A file that was replaced has another time, were it only by a tick.
            string times = withTimes && status.Kind == FileKind.Regular ? $" {file.LastWriteTimeUtc.Ticks}" : "";
            string capability = status.Kind == FileKind.Regular && root.Attribute(name, FileState.Capability) is { } value ? $" {Convert.ToHexString(value)}" : "";
            tree[name] = $"{status.Mode:x} {status.Uid}:{status.Gid} {content}{capability}{times}";
        }
        return tree;
    }

    private static Scope Scope(FixtureHost host, HostFacts facts, SubordinateIdPolicy? ids, string[] users)
    {
        facts.SubidPolicy = ids ?? SubordinateIdPolicy.Default;
        IEngine[] engines = [.. host.Engines.Select(name => AllEngines.Find(name)!)];
        return new Scope(host.Folder, Subjects.Select(facts, users, all: users.Length == 0, engines), engines, Needs.Parse(host.Needs));
    }

    private static T With<T>(this FixtureHost host, Func<Provision, T> act)
    {
        using var interruption = new Interruption();
        using var root = WritableRoot.At(host.Folder);
        using var provision = new Provision(() => Root.At(host.Folder), root, interruption, Patience, _ => { });
        return act(provision);
    }
}
