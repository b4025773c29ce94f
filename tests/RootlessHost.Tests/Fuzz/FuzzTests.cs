using RootlessHost.Tests.Checks;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Fuzz;

/// <summary>Every parser under SharpFuzz, from its corpus, for a fixed number of inputs.</summary>
public sealed class FuzzTests
{
    private const string Inputs = "20000";

    private static readonly string Project = Path.Combine(CatalogueTests.Sources(), "tests/RootlessHost.Fuzz");

    public static TheoryData<string> Corpora => [.. Directory.EnumerateDirectories(Path.Combine(Project, "corpus")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    // To instrument the parsers takes longer than most of them do.
    private static readonly Lazy<Ending> All = new(() => Run(["run", Inputs, .. Corpora.Select(row => row.Data)]));

    [Theory]
    [MemberData(nameof(Corpora))]
    public void Any_bytes_parse_or_are_refused_with_a_line_number(string target)
    {
        string said = All.Value.Output + All.Value.Errors;

        Assert.True(said.Split('\n').Any(line => line.StartsWith($"{target}: {Inputs} inputs, ", StringComparison.Ordinal)), said);
    }

    [Fact]
    public void None_was_broken() => Assert.True(All.Value.Status == 0, All.Value.Output + All.Value.Errors);

    [Fact]
    public void Every_target_has_a_corpus() =>
        Assert.Equal(Run("list").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Corpora.Select(row => row.Data));

    private static Ending Run(params string[] arguments)
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Binary.Start("dotnet", [Path.Combine(Project, $"bin/{configuration}/net10.0/RootlessHost.Fuzz.dll"), .. arguments], clean: false, patience: TimeSpan.FromMinutes(5));
    }
}
