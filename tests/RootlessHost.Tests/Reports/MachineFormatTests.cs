using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

public sealed class MachineFormatTests
{
    [Fact]
    public void Junit_has_a_failure_an_error_a_skip_and_a_word_of_warning()
    {
        using var sample = new Sample();

        var suites = XElement.Parse(Sample.Written("junit", sample.Report(Sample.Mixed)));
        XElement suite = suites.Element("testsuite")!;
        XElement[] cases = [.. suite.Elements("testcase")];

        foreach (XElement counted in (XElement[])[suites, suite])
        {
            Assert.Equal(("5", "1", "1", "1"), (counted.Attribute("tests")!.Value, counted.Attribute("failures")!.Value, counted.Attribute("errors")!.Value, counted.Attribute("skipped")!.Value));
        }
        Assert.Equal("web1", suite.Attribute("hostname")!.Value);
        Assert.Equal("2026-03-04T05:06:07", suite.Attribute("timestamp")!.Value);
        Assert.Equal(["", "error", "failure", "system-out", "skipped"], cases.Select(test => test.Elements().SingleOrDefault()?.Name.LocalName ?? ""));
        Assert.Equal("subid.size [alice]", cases[2].Attribute("name")!.Value);
        Assert.Equal("rootless-host.subid", cases[2].Attribute("classname")!.Value);
        Assert.Equal("1000 subordinate uids, 65536 needed", cases[2].Element("failure")!.Attribute("message")!.Value);
        Assert.Equal(
            "/etc/subuid:3: alice:100000:1000\nremedy: give alice the subordinate uids and gids 524288-589823\nusermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice",
            cases[2].Element("failure")!.Value);
    }

    [Theory]
    [InlineData("<a>&\"'", "<a>&\"'")]
    [InlineData("bell\a and \uffff", "bell\\x07 and \\uffff")]
    public void Junit_is_well_formed_whatever_the_host_says(string reason, string shown)
    {
        using var sample = new Sample();

        var suites = XElement.Parse(Sample.Written("junit", sample.Report(Sample.Of("userns.max", "<" + reason, Finding.Fail(reason)))));

        Assert.Equal(shown, suites.Descendants("failure").Single().Attribute("message")!.Value);
    }

    [Fact]
    public void Tap_is_this_text()
    {
        using var sample = new Sample();

        Assert.Equal("""
            TAP version 14
            1..5
            ok 1 - userns.max: up to 96365 user namespaces
            not ok 2 - sec.apparmor: open /sys/kernel/security/apparmor/profiles: Permission denied
              ---
              severity: unknown
              ...
            not ok 3 - subid.size alice: 1000 subordinate uids, 65536 needed
              ---
              severity: fail
              expected: "at least 65536"
              actual: "1000"
              evidence: |
                /etc/subuid:3: alice:100000:1000
              remedy: "give alice the subordinate uids and gids 524288-589823"
              commands: |
                usermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice
              ...
            ok 4 - cgroup.delegation alice: cpu is not delegated
              ---
              severity: warn
              ...
            ok 5 - systemd.linger alice # SKIP not wanted

            """, Sample.Written("tap", sample.Report(Sample.Mixed)));
    }

    [Fact]
    public void Tap_escapes_what_would_be_a_directive()
    {
        using var sample = new Sample();

        Assert.Contains("not ok 1 - userns.max: bad \\# SKIP not really \\\\\n", Sample.Written("tap", sample.Report(Sample.Of("userns.max", null, Finding.Fail("bad # SKIP not really \\")))));
    }

    [Fact]
    public void Prove_counts_the_failures_of_tap()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prove"), "prove is not installed");
        using var sample = new Sample();
        string file = Path.GetTempFileName();
        try
        {
            // Perl's prove stops at version 13, to which 14 is compatible.
            File.WriteAllText(file, Sample.Written("tap", sample.Report(Sample.Mixed)).Replace("TAP version 14", "TAP version 13"));

            (int status, string output) = Run("/usr/bin/prove", "-e", "cat", file);

            Assert.Equal(1, status);
            Assert.Contains("Failed 2/5 subtests", output);
            Assert.DoesNotContain("Parse errors", output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Sarif_keeps_the_rules_that_dashboards_check()
    {
        using var sample = new Sample();

        using var json = JsonDocument.Parse(Sample.Written("sarif", sample.Report(Sample.Mixed)));
        JsonElement run = json.RootElement.GetProperty("runs")[0];
        JsonElement rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];

        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        Assert.Equal(Catalogue.All.Count, rules.GetArrayLength());
        Assert.Equal(["pass/none", "open/none", "fail/error", "fail/warning", "notApplicable/none"], results.Select(result => $"{Text(result, "kind")}/{Text(result, "level")}"));
        foreach (JsonElement result in results)
        {
            Assert.NotEqual(0, result.GetProperty("locations").GetArrayLength());
            if (result.TryGetProperty("ruleIndex", out JsonElement index)) Assert.Equal(Text(result, "ruleId"), Text(rules[index.GetInt32()], "id"));
        }
        JsonElement place = results[2].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("file:///etc/subuid", Text(place.GetProperty("artifactLocation"), "uri"));
        Assert.Equal(3, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal("alice: 1000 subordinate uids, 65536 needed. Remedy: give alice the subordinate uids and gids 524288-589823", Text(results[2].GetProperty("message"), "text"));

        static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
    }

    [Fact]
    public void Nagios_says_the_state_the_reason_and_the_numbers()
    {
        using var sample = new Sample();

        Assert.Equal("""
            ROOTLESS-HOST CRITICAL - not ready: subid.size alice: 1000 subordinate uids, 65536 needed (and 1 more) | 'pass'=1;;;0 'warn'=1;0;;0 'fail'=1;;0;0 'unknown'=1;;;0 'skip'=1;;;0 'time'=0.004s;;;0
            unknown: sec.apparmor: open /sys/kernel/security/apparmor/profiles: Permission denied
            fail: subid.size alice: 1000 subordinate uids, 65536 needed
            warn: cgroup.delegation alice: cpu is not delegated

            """, Sample.Written("nagios", sample.Report(Sample.Mixed)));
    }

    [Theory]
    [InlineData(0, 0, false, 0)]
    [InlineData(0, 3, false, 1)]
    [InlineData(0, 2, false, 2)]
    [InlineData(0, 1, false, 3)]
    [InlineData(0, 3, true, 2)]
    public void Nagios_has_four_states(int first, int second, bool strict, int state)
    {
        using var sample = new Sample { Strict = strict };

        Assert.Equal(state, new NagiosFormat().State(sample.Report(Sample.Mixed[first], Sample.Mixed[second])));
    }

    [Fact]
    public void Nagios_is_never_longer_than_4_KiB_and_has_one_bar()
    {
        using var sample = new Sample();
        Judgement[] findings = [.. Enumerable.Range(0, 500).Select(i => Sample.Of("subid.size", $"üser{i}|", Finding.Fail(new string('|', 1000))))];

        string text = Sample.Written("nagios", sample.Report(findings));

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 4096);
        Assert.Equal(1, text.Count(c => c == '|'));
        Assert.EndsWith("\n", text);
    }

    [Fact]
    public void Prometheus_gives_each_check_its_worst_status()
    {
        using var sample = new Sample();

        string text = Sample.Written("prometheus", sample.Report([.. Sample.Mixed, Sample.Of("subid.size", "bob", Finding.Pass("65536 subordinate uids"))]));

        Assert.Contains("rootless_host_ready{engine=\"docker\"} 0\n", text);
        Assert.Contains("rootless_host_checks{status=\"fail\"} 1\n", text);
        Assert.Contains("rootless_host_check_info{check=\"cgroup.delegation\",area=\"cgroup\",title=\"cgroup.delegation holds\"} 1\n", text);
        Assert.Contains("rootless_host_evaluation_last_timestamp_seconds 1772600767\n", text);
        Assert.Contains("rootless_host_evaluation_last_duration_seconds 0.004\n", text);
    }

    [Fact]
    public void Prometheus_has_no_user_no_timestamp_and_no_series_twice()
    {
        using var sample = new Sample();

        string[] series = [.. Sample.Written("prometheus", sample.Report(Sample.Mixed)).Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

        Assert.DoesNotContain(series, line => line.Contains("alice"));
        Assert.All(series, line => Assert.Matches("^rootless_host_[a-z_]+(\\{.*\\})? [0-9.]+$", line));
        Assert.Equal(series.Length, series.Select(line => line[..line.LastIndexOf(' ')]).Distinct().Count());
    }

    [Fact]
    public void Promtool_finds_nothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "promtool is not installed");
        using var sample = new Sample();

        (int status, string output) = Run("/bin/sh", "-c", $"printf '%s' '{Sample.Written("prometheus", sample.Report(Sample.Mixed)).Replace("'", "'\\''")}' | promtool check metrics");

        Assert.Equal((0, ""), (status, output));
    }

    [Fact]
    public void Ansible_gets_a_modules_result()
    {
        using var sample = new Sample();

        using var json = JsonDocument.Parse(Sample.Written("ansible", sample.Report(Sample.Mixed)));

        Assert.False(json.RootElement.GetProperty("changed").GetBoolean());
        Assert.True(json.RootElement.GetProperty("failed").GetBoolean());
        Assert.Equal("not ready: subid.size alice: 1000 subordinate uids, 65536 needed (and 1 more)", json.RootElement.GetProperty("msg").GetString());
        Assert.Equal(["unknown", "fail", "warn"], json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("status").GetString()));
    }

    [Fact]
    public void Salt_gets_one_line()
    {
        using var sample = new Sample();

        Assert.Equal("{\"changed\":false,\"comment\":\"ready, 1 warning\"}\n", Sample.Written("salt", sample.Report(Sample.Mixed[3])));
    }

    [Fact]
    public void Html_is_one_page_without_script_or_anything_from_elsewhere()
    {
        using var sample = new Sample();

        string page = Sample.Written("html", sample.Report([.. Sample.Mixed, Sample.Of("subid.size", "<script>alert(1)</script>", Finding.Fail("<img src=x onerror=alert(1)>"))]));

        Assert.StartsWith("<!DOCTYPE html>", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("src=\"", page);
        Assert.DoesNotContain("url(", page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page);
        Assert.Contains("<pre>usermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice</pre>", page);
        Assert.Contains("prefers-color-scheme: dark", page);
        Assert.Contains("@media print", page);
    }

    private static (int Status, string Output) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
