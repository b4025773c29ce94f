using System.Text;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

/// <summary>Reports made by hand: the host is a folder, the findings are what a test says.</summary>
internal sealed class Sample : IDisposable
{
    private readonly FixtureHost _host = new()
    {
        ["/etc/os-release"] = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
        ["/proc/sys/kernel/hostname"] = "web1\n",
        ["/proc/sys/kernel/osrelease"] = "6.1.0-18-amd64\n",
        ["/etc/passwd"] = "",
    };

    public string[] Engines { get; init; } = ["docker", "podman"];

    public bool Strict { get; init; }

    public static Remedy Ids(string user) =>
        new(new AddSubordinateIds(user, new IdRange(524288, 65536), new IdRange(524288, 65536))) { TakesEffect = TakesEffect.EngineRestart, Impact = Impact.User };

    public static Judgement Of(string id, string? user, Finding finding, params (string Engine, Level Level)[] neededBy) => new(
        new Question(new About(id, $"{id} holds") { Reads = "/etc/something", Why = "Because it breaks otherwise.", Sources = ["subuid(5)", "https://example.org/why"] }),
        user, finding, neededBy.Length > 0 ? neededBy : [("docker", Level.Required), ("podman", Level.Required)]);

    /// <summary>One finding of each kind.</summary>
    public static Judgement[] Mixed =>
    [
        Of("userns.max", null, Finding.Pass("up to 96365 user namespaces")),
        Of("sec.apparmor", null, Finding.Unknown("open /sys/kernel/security/apparmor/profiles: Permission denied"), ("podman", Level.Required)),
        Of("subid.size", "alice", Finding.Fail("1000 subordinate uids, 65536 needed")
            .Because(new Evidence("/etc/subuid", 3, "alice:100000:1000")).Wanted("at least 65536", "1000").With(Ids("alice"))),
        Of("cgroup.delegation", "alice", Finding.Warn("cpu is not delegated"), ("docker", Level.Recommended), ("podman", Level.Recommended)),
        Of("systemd.linger", "alice", Finding.Skip("not wanted")),
    ];

    public Report Report(params IReadOnlyCollection<Judgement> findings) => Report(findings, findings.Select(finding => finding.User).OfType<string>().Distinct());

    public Report Report(IReadOnlyCollection<Judgement> findings, IEnumerable<string> names)
    {
        HostFacts host = _host.Host();
        IEngine[] engines = [.. Engines.Select(name => AllEngines.Find(name)!)];
        string[] users = [.. names];
        Subject[] subjects = [.. users.Select(user => new Subject(new Account(user, 1000, 1000, "/home/x", "/bin/sh"), true, engines))];
        var alike = new Dictionary<string, (string[], string[])>();
        var verdicts = new List<Verdict>();
        ILookup<string?, Judgement> byUser = findings.ToLookup(finding => finding.User);
        foreach (string? user in users.Length > 0 ? users : [null!])
        {
            Judgement[] his = user is null ? [.. byUser[null]] : [.. byUser[null], .. byUser[user]];
            verdicts.AddRange(Engines.Select(engine => Decide(engine, user, his, alike)));
        }
        return new Report(
            host, new Scope("/", subjects, engines, Needs.None) { Strict = Strict }, verdicts.TrueForAll(verdict => verdict.Ready), verdicts,
            new Summary(Count(Status.Pass), Count(Status.Warn), Count(Status.Fail), Count(Status.Unknown), Count(Status.Skip)), findings)
        {
            GeneratedAt = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
            Duration = TimeSpan.FromMilliseconds(4),
        };

        int Count(Status status) => findings.Count(finding => finding.Status == status);
    }

    public static string Written(string format, Report report, Style style = default)
    {
        using var stream = new MemoryStream();
        AllFormats.Find(format)!.Write(report, stream, style);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public void Dispose() => _host.Dispose();

    private Verdict Decide(string engine, string? user, Judgement[] findings, Dictionary<string, (string[], string[])> alike)
    {
        string[] blocked = [.. findings.Where(finding => finding.Blocks(engine) || (Strict && finding.Warns(engine))).Select(finding => finding.Id)];
        string[] warnings = [.. findings.Where(finding => finding.Warns(engine) && !Strict).Select(finding => finding.Id)];
        string key = string.Join(',', blocked) + "|" + string.Join(',', warnings);
        if (!alike.TryGetValue(key, out var lists)) alike[key] = lists = (blocked, warnings);
        return new Verdict(engine, user, blocked.Length == 0, lists.Item1, lists.Item2);
    }

    private sealed record Question(About About) : ICheck;
}
