using System.Runtime.CompilerServices;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Proofs;

namespace RootlessHost.Tests.Checks;

public sealed class CatalogueTests
{
    private static readonly string[] Areas = ["host", "kernel", "userns", "subid", "cgroup", "systemd", "net", "storage", "sec", "limits", "engine"];

    [Fact]
    public void No_check_is_forgotten()
    {
        IEnumerable<string?> written = typeof(Catalogue).Assembly.GetTypes()
            .Where(type => typeof(ICheck).IsAssignableFrom(type) && !type.IsAbstract && type != typeof(Proof) && type.Name != "ToldCheck").Select(type => type.FullName);

        Assert.Equal(written.Order(), Catalogue.All.Select(check => check.GetType().FullName).Order());
    }

    [Fact]
    public void An_id_is_the_path_of_its_source()
    {
        foreach (ICheck check in Catalogue.All)
        {
            string[] parts = check.About.Id.Split('.');
            string path = $"{Pascal(parts[0])}/{Pascal(parts[1])}";

            Assert.Equal($"RootlessHost.Checks.{path.Replace('/', '.')}", check.GetType().FullName);
            Assert.True(File.Exists(Path.Combine(Sources(), "src/RootlessHost.Core/Checks", path + ".cs")), path);
        }
    }

    [Fact]
    public void The_areas_stand_in_their_order()
    {
        string[] found = [.. Catalogue.All.Select(check => check.About.Area).Distinct()];

        Assert.Equal(Areas.Where(found.Contains), found);
    }

    [Fact]
    public void Every_engine_asks_for_checks_that_there_are()
    {
        using var host = new FixtureHost();
        foreach (IEngine engine in AllEngines.List)
        {
            Assert.All(engine.Needs(host.Host()).Ids, id => Assert.True(Catalogue.Find(id) is not null, $"{engine.Name}: {id}"));
        }
    }

    [Fact]
    public void Every_check_is_asked_for_by_an_engine()
    {
        using var host = new FixtureHost();
        var wanted = AllEngines.List.SelectMany(engine => engine.Needs(host.Host()).Ids).ToHashSet();

        Assert.All(Catalogue.All, check => Assert.Contains(check.About.Id, wanted));
    }

    private static string Pascal(string kebab) => string.Concat(kebab.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    internal static string Sources([CallerFilePath] string path = "") =>
        path.StartsWith("/_/", StringComparison.Ordinal) ? SourcesAbove(AppContext.BaseDirectory) : SourcesAbove(Path.GetDirectoryName(path)!);

    private static string SourcesAbove(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "RootlessHost.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
