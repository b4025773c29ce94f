using System.Diagnostics;
using System.Text.Json;
using NJsonSchema;
using RootlessHost.Checks;
using RootlessHost.Reports;
using RootlessHost.Tests.Interop;

namespace RootlessHost.Tests.Reports;

/// <summary>The formats as their readers read them: junitparser, the monitoring plugins' own library, node_exporter's textfile collector, Zabbix' agent, the schema of SARIF.</summary>
public sealed class ConsumerTests
{
    private const string MonitoringPlugin = "/usr/share/perl5/Monitoring/Plugin/Performance.pm";
    private const string NodeExporter = "/usr/bin/prometheus-node-exporter";

    [Fact]
    public void Junitparser_reads_the_same_counts_and_reasons()
    {
        const string Script = """
            import sys
            from junitparser import JUnitXml
            for suite in JUnitXml.fromfile(sys.argv[1]):
                print(suite.tests, suite.failures, suite.errors, suite.skipped, suite.hostname)
                for case in suite:
                    print(case.classname, case.name, [(type(r).__name__, r.message) for r in case.result])
            """;
        Assert.SkipUnless(Run("/usr/bin/python3", ["-c", "import junitparser"]).Status == 0, "python3-junitparser is not installed");

        Assert.Equal((0, """
            5 1 1 1 web1
            rootless-host.userns userns.max []
            rootless-host.sec sec.apparmor [('Error', 'open /sys/kernel/security/apparmor/profiles: Permission denied')]
            rootless-host.subid subid.size [alice] [('Failure', '1000 subordinate uids, 65536 needed')]
            rootless-host.cgroup cgroup.delegation [alice] []
            rootless-host.systemd systemd.linger [alice] [('Skipped', 'not wanted')]

            """), Read("junit", Sample.Mixed, file => Run("/usr/bin/python3", ["-c", Script, file])));
    }

    [Fact]
    public void The_monitoring_plugins_library_reads_numbers_and_thresholds()
    {
        // What Monitoring::Plugin::Performance reads of the line behind the bar, and what its thresholds make of the values.
        const string Script = """
            use Monitoring::Plugin::Performance use_die => 1;
            my ($line) = split /\n/, join '', <STDIN>;
            for (Monitoring::Plugin::Performance->parse_perfstring((split /\|/, $line)[1])) {
                print $_->label, '=', $_->value, $_->uom, ' ', $_->threshold->get_status($_->value), "\n";
            }
            """;
        Assert.SkipUnless(File.Exists(MonitoringPlugin), "libmonitoring-plugin-perl is not installed");

        Assert.Equal((0, "pass=1 0\nwarn=1 1\nfail=1 2\nunknown=1 0\nskip=1 0\ntime=0.004s 0\n"), Read("nagios", Sample.Mixed, file => Run("/bin/sh", ["-c", "perl -e \"$0\" <\"$1\"", Script, file])));
    }

    [Theory]
    [InlineData("10", "-1 11")]
    [InlineData("10:", "9 -5")]
    [InlineData("~:10", "11")]
    [InlineData("10:20", "9 21")]
    [InlineData("@10:20", "10 15 20")]
    [InlineData("0", "1 2 -1")]
    [InlineData("@0:2", "0 1 2")]
    [InlineData("1.5:2.5", "1 3")]
    public void A_range_alerts_as_the_library_does(string range, string alerting)
    {
        const string Script = "use Monitoring::Plugin::Range; my $r = Monitoring::Plugin::Range->parse_range_string(shift); print join(' ', map { $r->check_range($_) ? 1 : 0 } @ARGV)";
        int[] values = [.. Enumerable.Range(-5, 30)];

        Assert.All(alerting.Split(' '), value => Assert.True(MonitoringRange.Parse(range)!.Alerts(int.Parse(value))));
        Assert.SkipUnless(File.Exists(MonitoringPlugin), "libmonitoring-plugin-perl is not installed");
        Assert.Equal(
            (0, string.Join(' ', values.Select(value => MonitoringRange.Parse(range)!.Alerts(value) ? 1 : 0))),
            Run("/usr/bin/perl", ["-e", Script, range, .. values.Select(value => $"{value}")]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("5:1")]
    [InlineData("1:2:3")]
    [InlineData("many")]
    [InlineData("NaN")]
    [InlineData("1e5")]
    public void What_is_no_range_is_refused(string text) => Assert.Null(MonitoringRange.Parse(text));

    [Fact]
    public async Task Node_exporter_passes_the_textfile_on()
    {
        Assert.SkipUnless(File.Exists(NodeExporter), "prometheus-node-exporter is not installed");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rootless-host-");
        using var sample = new Sample();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rootless-host.prom"), Sample.Written("prometheus", sample.Report(Sample.Mixed)), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(NodeExporter, ["--web.listen-address=127.0.0.1:0", "--collector.disable-defaults", "--collector.textfile", $"--collector.textfile.directory={folder.FullName}"])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process exporter = Process.Start(start)!;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            string? line;
            do line = await exporter.StandardError.ReadLineAsync(patience.Token);
            while (line is not null && !line.Contains("address=127.0.0.1:", StringComparison.Ordinal));
            Assert.NotNull(line);
            string address = line[(line.IndexOf("address=", StringComparison.Ordinal) + "address=".Length)..].Split(' ')[0];

            using var client = new HttpClient();
            string metrics = await client.GetStringAsync($"http://{address}/metrics", patience.Token);

            Assert.Contains("\nnode_textfile_scrape_error 0\n", metrics);
            Assert.Contains("\nnode_textfile_mtime_seconds{file=\"", metrics);
            Assert.Contains("\nrootless_host_check_status{check=\"subid.size\",status=\"fail\"} 1\n", metrics);
            Assert.Contains("\nrootless_host_ready{engine=\"docker\"} 0\n", metrics);
            Assert.Contains("# HELP rootless_host_ready Whether the engine works for every user that was judged.\n# TYPE rootless_host_ready gauge\n", metrics);
        }
        finally
        {
            exporter.Kill();
            await exporter.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Sarif_fits_the_schema_of_its_makers()
    {
        // The schema of OASIS, as this package carries it.
        const string Package = "@microsoft/jest-sarif@1.0.0-beta.0";
        Assert.SkipUnless(File.Exists("/usr/bin/npm"), "npm, which the schema comes by, is not installed");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rootless-host-");
        try
        {
            Assert.SkipUnless(
                Run("/bin/sh", ["-c", "cd \"$0\" && timeout 100 npm pack --silent \"$1\" >/dev/null 2>&1 && tar xzf *.tgz package/lib/schemas", folder.FullName, Package]).Status == 0, $"{Package} cannot be had");
            string schemaText = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "package/lib/schemas/sarif-2.1.0-rtm.5.json"), TestContext.Current.CancellationToken);
            JsonSchema schema = await JsonSchema.FromJsonAsync(schemaText, TestContext.Current.CancellationToken);
            using var sample = new Sample();

            Assert.Empty(schema.Validate(Sample.Written("sarif", sample.Report(Sample.Mixed))));
            Assert.NotEmpty(schema.Validate(Sample.Written("sarif", sample.Report(Sample.Mixed)).Replace("\"notApplicable\"", "\"whatever\"")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Zabbix_discovers_each_check_once_with_what_it_can_expand()
    {
        using var sample = new Sample();
        using var json = JsonDocument.Parse(Sample.Written("zabbix", sample.Report([.. Sample.Mixed, Sample.Of("subid.size", "bob", Finding.Pass("65536 subordinate uids"))])));

        JsonElement[] rows = [.. json.RootElement.EnumerateArray()];

        Assert.Equal(["userns.max", "sec.apparmor", "subid.size", "cgroup.delegation", "systemd.linger"], rows.Select(row => row.GetProperty("{#CHECK}").GetString()));
        Assert.Equal([1, 3, 4, 2, 0], rows.Select(row => row.GetProperty("statusCode").GetInt32()));
        Assert.Equal("alice: 1000 subordinate uids, 65536 needed", rows[2].GetProperty("reason").GetString());
        Assert.Equal([false, true, true, false, false], rows.Select(row => row.GetProperty("blocks").GetBoolean()));
        // Macros of a discovery: upper case, digits, underscores and dots; their values may be no null, array or object.
        Assert.All(rows.SelectMany(row => row.EnumerateObject()), member =>
        {
            Assert.True(member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False);
            Assert.Matches(@"^(\{#[A-Z0-9_.]+\}|[a-zA-Z]+)$", member.Name);
        });
    }

    [Fact]
    public void Zabbix_agent_hands_the_discovery_on()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rootless-host-");
        try
        {
            // Borrowed, because installed it would listen from the next boot on.
            var (status, said) = Run(Path.Combine(ScratchMachine.Scripts, "borrow"), [folder.FullName, "zabbix-agent", "libmodbus5"]);
            Assert.SkipUnless(status == 0, "zabbix-agent cannot be had: " + said);
            string agent = Path.Combine(folder.FullName, "usr/sbin/zabbix_agentd");
            string library = Assert.Single(Directory.GetDirectories(Path.Combine(folder.FullName, "usr/lib"), "*-linux-gnu"));
            Assert.SkipUnless(Run("/usr/bin/env", [$"LD_LIBRARY_PATH={library}", agent, "--version"]).Status == 0, "zabbix-agent lacks libraries here");
            string conf = Path.Combine(folder.FullName, "agent.conf");

            var (read, output) = Read("zabbix", Sample.Mixed, file =>
            {
                // Not ready is exit status 1, of which the agent makes nothing.
                File.WriteAllText(conf, $"LogType=console\nServer=127.0.0.1\nUserParameter=rootless-host.discovery,cat {file}; exit 1\n");
                return Run("/usr/bin/env", [$"LD_LIBRARY_PATH={library}", agent, "-c", conf, "-t", "rootless-host.discovery"]);
            });

            Assert.Equal(0, read);
            string value = output[(output.IndexOf("[t|", StringComparison.Ordinal) + 3)..output.LastIndexOf(']')];
            using var json = JsonDocument.Parse(value);
            Assert.Equal(Sample.Mixed.Length, json.RootElement.GetArrayLength());
            using var sample = new Sample();
            Assert.Equal(Sample.Written("zabbix", sample.Report(Sample.Mixed)).TrimEnd('\n'), value);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int, string) Read(string format, Judgement[] findings, Func<string, (int, string)> reader)
    {
        using var sample = new Sample();
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Sample.Written(format, sample.Report(findings)));
            return reader(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (int Status, string Output) Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
