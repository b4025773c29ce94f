using System.CommandLine;
using System.CommandLine.Help;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Manual;
using RootlessHost.Reports;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

public sealed class ManualTests
{
    private static readonly IReadOnlyDictionary<string, string> All = Pages.All(new DateOnly(2026, 1, 1));

    [Fact]
    public void Every_command_and_option_is_in_its_page()
    {
        string page = All["rootless-host.8"];
        foreach (Command command in RootlessHost.Program.Tree().Subcommands)
        {
            int start = page.IndexOf($"\n.SS {command.Name}", StringComparison.Ordinal);
            Assert.True(start > 0, command.Name);
            string section = page[start..page.IndexOf("\n.S", start + 1, StringComparison.Ordinal)];
            Assert.All(command.Options.Where(option => option is not HelpOption && !option.Hidden), option => Assert.Contains(option.Name.Replace("-", "\\-") + "\\fR", section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_command_is_made_by_its_name_and_alone() => Assert.All(
        RootlessHost.Program.Verbs, verb => Assert.Equal(verb.Name, Assert.Single(RootlessHost.Program.Tree(verb.Name, "--help").Subcommands).Name));

    [Fact]
    public void Every_check_is_in_its_page()
    {
        string page = All["rootless-host-checks.7"];

        Assert.All(Catalogue.All.Concat(RootlessHost.Proofs.AllProofs.List), check => Assert.Contains($"\n.SS {check.About.Id.Replace("-", "\\-")}\n", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_key_is_in_the_page_and_in_the_file_that_is_installed()
    {
        foreach (string key in ConfigKeys.All.Keys)
        {
            string name = key[(key.IndexOf('.') + 1)..];
            Assert.Contains($"\n\\fB{name.Replace("-", "\\-")}\\fR\n", All["rootless-host.toml.5"], StringComparison.Ordinal);
            Assert.Contains($"\n#{name} = ", All["config.toml"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_file_that_is_installed_says_nothing() =>
        Assert.All(All["config.toml"].Split('\n'), line => Assert.True(line.Length == 0 || line[0] == '#', line));

    [Fact]
    public void What_is_commented_out_in_it_holds_anyway()
    {
        // From the first key on, without the examples.
        string[] lines = [.. All["config.toml"].Split("\n\n", 2)[1].Split('\n').TakeWhile(line => !line.StartsWith("#[[", StringComparison.Ordinal)).Where(line => !line.Contains("# an example", StringComparison.Ordinal))];
        using var host = new FixtureHost { ["/etc/passwd"] = "", [Configuration.Path] = string.Join('\n', lines.Select(line => line.TrimStart('#'))) };
        using var bare = new FixtureHost { ["/etc/passwd"] = "" };

        var written = Configuration.Of(host.Host(), file: null);
        var without = Configuration.Of(bare.Host(), file: null);

        Assert.Equal(without.SubordinateIds, written.SubordinateIds);
        Assert.Equal(without.Apply, written.Apply);
        Assert.Equal(without.Watch, written.Watch);
        Assert.Equal(without.Serve.Listen, written.Serve.Listen);
        Assert.Equal(without.Serve.Detail, written.Serve.Detail);
        Assert.Equal(without.Needs.Names, written.Needs.Names);
        Assert.Equal(without.EnginesOn(bare.Host()), written.EnginesOn(host.Host()));
    }

    [Fact]
    public void All_of_it_can_be_taken_at_its_word()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "", [Configuration.Path] = string.Join('\n', All["config.toml"].Split("\n\n", 2)[1].Split('\n').Select(line => line.TrimStart('#'))) };

        Assert.Equal(524288UL, Configuration.Of(host.Host(), file: null).SubordinateIds.Min);
    }

    [Theory]
    [InlineData("rootless-host.8")]
    [InlineData("rootless-host.toml.5")]
    [InlineData("rootless-host-checks.7")]
    public void Mandoc_finds_nothing(string name)
    {
        using var folder = new FixtureHost { ["/" + name] = All[name] };

        Ending ending = Binary.Start("mandoc", ["-T", "lint", "-W", "warning", folder.On("/" + name)], clean: false);

        Assert.Equal((0, ""), (ending.Status, ending.Output));
    }
}
