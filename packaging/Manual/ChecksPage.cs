using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Reports;

namespace RootlessHost.Manual;

/// <summary>rootless-host-checks(7): the catalogue.</summary>
internal static class ChecksPage
{
    private static readonly Level[] Levels = [Level.Required, Level.Recommended, Level.Optional];

    public static string Text(DateOnly date)
    {
        using var nothing = Root.Nothing();
        var bare = new HostFacts(nothing);
        (string Name, Requirements Needs)[] engines = [.. AllEngines.List.Select(engine => (engine.Name, engine.Needs(bare)))];
        var page = new Roff("rootless-host-checks", 7, "what rootless-host looks at", date);
        page.Section("DESCRIPTION").Paragraph("The checks of rootless-host(8), in the order of its report. The sentence below each is true when it passes. "
            + "Who needs it is said for a host of which no version is known: versions and settings of the host may change it, and rootless-host explain ID says what holds there.");
        foreach (IGrouping<string, About> area in Catalogue.All.Select(check => check.About).GroupBy(about => about.Area))
        {
            page.Section(area.Key.ToUpperInvariant());
            foreach (About about in area) Describe(page, about, about.Id, engines);
        }
        page.Section("PROOFS").Paragraph("What rootless-host prove does as a user, and check --prove beside its checks. What does not work is explained by a check; where none does, the program says that this is its own bug.");
        foreach (Proof proof in AllProofs.List)
        {
            Describe(page, proof.About, proof.Weight, engines);
            page.Term("Explained by", $"{string.Join(", ", proof.ExplainedBy)}.");
        }
        return page.SeeAlso("rootless-host(8)", "rootless-host.toml(5)").ToString();
    }

    private static void Describe(Roff page, About about, string weight, (string Name, Requirements Needs)[] engines)
    {
        page.Subsection(about.Id).Paragraph($"{char.ToUpperInvariant(about.Title[0])}{about.Title[1..]}.").Term("Reads", $"{about.Reads}.").Term("Why", about.Why);
        foreach (Level level in Levels)
        {
            string[] names = [.. engines.Where(engine => engine.Needs[weight] == level).Select(engine => engine.Name)];
            if (names.Length > 0) page.Term($"{char.ToUpperInvariant(Words.Of(level)[0])}{Words.Of(level)[1..]}", $"{(level == Level.Optional ? "for" : "by")} {Sentences.List(names)}.");
        }
        if (about.Risk is { } risk) page.Term("The remedy's price", risk);
        if (about.Sources.Count > 0) page.Term("Sources", string.Join(", ", about.Sources));
    }
}
