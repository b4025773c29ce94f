using System.Text.RegularExpressions;

namespace RootlessHost.Tests.Packaging;

/// <summary>What rules and dashboards may ask for: every series there is, and its labels.</summary>
internal static partial class Contract
{
    private static readonly Dictionary<string, string[]> Series = new()
    {
        ["build_info"] = ["version"],
        ["ready"] = ["engine"],
        ["check_status"] = ["check", "status"],
        ["check_info"] = ["check", "area", "title"],
        ["checks"] = ["status"],
        ["pending_changes"] = [],
        ["evaluation_last_timestamp_seconds"] = [],
        ["evaluation_last_duration_seconds"] = [],
        ["evaluations_total"] = [],
        ["evaluation_failures_total"] = [],
        ["apply_last_timestamp_seconds"] = [],
        ["apply_last_success"] = [],
        ["subids_allocated"] = ["kind"],
        ["subids_free"] = ["kind"],
        ["http_requests_total"] = ["route", "code"],
        ["process_start_time_seconds"] = [],
    };

    /// <summary>The series of a query, each of which there is, and with no other labels than it has or every series gets.</summary>
    public static IReadOnlyList<string> SeriesOf(string query)
    {
        string[] names = [.. Name().Matches(query).Select(match => match.Groups[1].Value)];
        Assert.All(names, name => Assert.Contains(name, Series.Keys));
        string[] known = ["instance", "job", .. names.SelectMany(name => Series[name])];
        foreach (Match match in Selector().Matches(query)) Assert.Contains(match.Groups[1].Value, known);
        foreach (Match match in Grouping().Matches(query))
        {
            foreach (string label in match.Groups[1].Value.Split(',')) Assert.Contains(label.Trim(), known);
        }
        return names;
    }

    /// <summary>All there is.</summary>
    public static IReadOnlyCollection<string> All => Series.Keys;

    /// <summary>What the program writes is what there is: its own series and their labels, in the order that they come.</summary>
    /// <returns>Those that it writes.</returns>
    public static IReadOnlySet<string> Covers(string exposition)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match match in Sample().Matches(exposition))
        {
            written.Add(match.Groups["name"].Value);
            Assert.True(Series.TryGetValue(match.Groups["name"].Value, out string[]? labels), match.Value);
            Assert.Equal(labels, LabelName().Matches(match.Groups["labels"].Value).Select(label => label.Groups[1].Value));
        }
        return written;
    }

    [GeneratedRegex("rootless_host_([a-z_]+)")]
    private static partial Regex Name();

    [GeneratedRegex("[{,] *([a-z_]+)(?:=|!=|=~|!~)\"")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(?:by|on|group_left) \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("^rootless_host_(?<name>[a-z_]+)(?:\\{(?<labels>.*)\\})? ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("(?:^|,)([a-z]+)=\"")]
    private static partial Regex LabelName();
}
