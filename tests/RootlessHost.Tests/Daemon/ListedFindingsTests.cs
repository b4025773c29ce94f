using System.Text;
using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Daemon;
using RootlessHost.Reports;
using RootlessHost.Tests.Reports;

namespace RootlessHost.Tests.Daemon;

/// <summary>What is listed in the published document of the findings of a look.</summary>
public sealed class ListedFindingsTests
{
    [Fact]
    public void They_are_written_as_check_writes_them()
    {
        using var sample = new Sample();
        var listed = new ListedFindings(1);

        foreach (Judgement judgement in Sample.Mixed) listed.Add(judgement);

        Assert.Contains(Text(listed), Sample.Written("json", sample.Report(Sample.Mixed)));
        Assert.Equal(",\n  \"findings\": []", Text(new ListedFindings(1)));
    }

    [Fact]
    public void Nobodys_text_crowds_out_what_is_said_of_others()
    {
        var listed = new ListedFindings(256);
        string longText = new('x', 1_000_000);
        string usual = new('y', 400);

        for (int i = 0; i < 256; i++)
        {
            for (int check = 0; check < 60; check++) listed.Add(Sample.Of($"subid.check-{check}", $"user{i}", Finding.Fail(i == 255 ? usual : longText)));
        }

        string text = Text(listed);
        Assert.InRange(text.Length, 20_000, ReportDocument.MostBytes / 2);
        Assert.Equal(60, Findings(text).Count(user => user == "user255"));
        Assert.Equal(255 * 60, listed.NotListed);
    }

    [Fact]
    public void Of_very_many_accounts_what_is_well_is_counted()
    {
        var listed = new ListedFindings(10_000);

        listed.Add(Sample.Of("userns.max", null, Finding.Pass("of the host")));
        for (int i = 0; i < 10_000; i++)
        {
            listed.Add(Sample.Of("subid.present", $"user{i}", Finding.Pass("there")));
            listed.Add(Sample.Of("subid.size", $"user{i}", Finding.Fail(new string('x', 2000))));
        }

        string text = Text(listed);
        string?[] users = Findings(text);
        Assert.InRange(users.Length, 4000, 5001);
        Assert.Null(users[0]);
        Assert.Equal(20_001 - users.Length, listed.NotListed);
        Assert.InRange(text.Length, 8_000_000, ReportDocument.MostBytes / 2 + 1000);
    }

    private static string Text(ListedFindings listed) => string.Concat(listed.All.Select(piece => Encoding.UTF8.GetString(piece.Span)));

    private static string?[] Findings(string text)
    {
        using JsonDocument document = JsonDocument.Parse($"{{{text[1..]}}}");
        return [.. document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("user").GetString())];
    }
}
