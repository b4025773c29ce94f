using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Engines;

public sealed class DoubtTests
{
    [Theory]
    [InlineData(false, "", Status.Unknown, "no subordinate uids or gids; whether that matters, could not be found out: read /etc/new: a directory, not a regular file")]
    [InlineData(false, "alice:100000:65536\n", Status.Pass, "uids and gids 100000-165535")]
    [InlineData(true, "", Status.Warn, "no subordinate uids or gids")]
    public void What_cannot_be_read_about_a_requirement_is_unknown_and_not_the_end(bool isReadable, string rows, Status status, string reason)
    {
        using FixtureHost host = new FixtureHost().AsDebian();
        host["/etc/subuid"] = host["/etc/subgid"] = rows;
        if (isReadable) host["/etc/new"] = "no";
        else host.MakeFolder("/etc/new");

        Report report = Check(host);

        Judgement found = report.Findings.Single(judgement => judgement.Id == "subid.present");
        Assert.Equal(status, found.Status);
        Assert.Equal(reason, found.Finding.Reason);
        Assert.Equal(status == Status.Unknown ? ["subid.present"] : [], report.Verdicts.Single().BlockedBy);
    }

    private static Report Check(FixtureHost fixture)
    {
        HostFacts host = fixture.Host();
        IEngine[] engines = [new Careful()];
        return Look.At(host, new Scope(fixture.Folder, Subjects.Select(host, ["alice"], all: false, engines), engines, RootlessHost.Engines.Needs.None));
    }

    /// <summary>An engine that cannot do without subordinate ids when it is new, and whose age is in a file.</summary>
    private sealed class Careful : IEngine
    {
        public string Name => "careful";

        public IReadOnlyList<string> Programs => ["careful"];

        public Requirements Needs(HostFacts host) => new Requirements().Recommend("subid.present").RequireIf(() => host.Root.ReadText("/etc/new") == "yes", "subid.present");

        public IEnumerable<VersionRule> BrokenRules(HostFacts host) => [];

        public string DataRoot(UserFacts user) => user.DataHome;
    }
}
