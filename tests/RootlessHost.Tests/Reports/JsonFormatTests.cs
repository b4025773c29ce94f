using System.Text.Json;
using NJsonSchema;
using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

public sealed class JsonFormatTests
{
    [Fact]
    public void Is_this_document()
    {
        using var sample = new Sample { Engines = ["podman"] };

        Assert.Equal("""
            {
              "schema": "rootless-host.report/1",
              "tool": {
                "name": "rootless-host",
                "version": "VERSION"
              },
              "generatedAt": "2026-03-04T05:06:07Z",
              "durationSeconds": 0.004,
              "host": {
                "hostname": "web1",
                "os": {
                  "id": "debian",
                  "versionId": "12",
                  "prettyName": "Debian GNU/Linux 12 (bookworm)"
                },
                "kernel": "6.1.0-18-amd64",
                "architecture": null,
                "container": null
              },
              "scope": {
                "root": "/",
                "users": [
                  "alice"
                ],
                "engines": [
                  "podman"
                ],
                "needs": []
              },
              "ready": false,
              "verdicts": [
                {
                  "engine": "podman",
                  "user": "alice",
                  "ready": false,
                  "blockedBy": [
                    "subid.size"
                  ],
                  "warnings": []
                }
              ],
              "summary": {
                "pass": 0,
                "warn": 0,
                "fail": 1,
                "unknown": 0,
                "skip": 0
              },
              "findings": [
                {
                  "id": "subid.size",
                  "user": "alice",
                  "title": "subid.size holds",
                  "status": "fail",
                  "reason": "1000 subordinate uids, 65536 needed",
                  "expected": "at least 65536",
                  "actual": "1000",
                  "evidence": [
                    {
                      "source": "/etc/subuid",
                      "line": 3,
                      "text": "alice:100000:1000"
                    }
                  ],
                  "neededBy": {
                    "docker": "required",
                    "podman": "required"
                  },
                  "remedy": {
                    "summary": "give alice the subordinate uids and gids 524288-589823",
                    "automatic": true,
                    "commands": [
                      "usermod --add-subuids 524288-589823 --add-subgids 524288-589823 alice"
                    ],
                    "takesEffect": "engine-restart",
                    "impact": "user"
                  },
                  "references": [
                    "https://example.org/why"
                  ]
                }
              ]
            }

            """.Replace("VERSION", Tool.Version), Sample.Written("json", sample.Report(Sample.Mixed[2])));
    }

    [Fact]
    public async Task Fits_its_schema()
    {
        JsonSchema schema = await ReportSchema();
        using var sample = new Sample();
        Report[] reports = [sample.Report(Sample.Mixed), sample.Report(), sample.Report(Sample.Mixed[0]), sample.Report(Hostile)];
        foreach (Report report in reports) Assert.Empty(schema.Validate(Sample.Written("json", report)));
    }

    [Fact]
    public async Task An_image_fits_the_schema_too()
    {
        using var host = new FixtureHost();

        Assert.Empty((await ReportSchema()).Validate(Sample.Written("json", host.Check())));
    }

    [Theory]
    [InlineData("\"status\": \"fail\"", "\"status\": \"bad\"")]
    [InlineData("\"hostname\": \"web1\",", "")]
    [InlineData("\"line\": 3", "\"line\": \"3\"")]
    [InlineData("\"impact\": \"user\"", "\"impact\": \"world\"")]
    public async Task The_schema_refuses_what_is_wrong(string right, string wrong)
    {
        using var sample = new Sample();

        string text = Sample.Written("json", sample.Report(Sample.Mixed));

        Assert.Contains(right, text);
        Assert.NotEmpty((await ReportSchema()).Validate(text.Replace(right, wrong)));
    }

    [Fact]
    public async Task Each_line_of_jsonl_is_an_object_that_fits_the_schema()
    {
        JsonSchema schema = (await ReportSchema()).Definitions["line"];
        using var sample = new Sample();
        string[] lines = Sample.Written("jsonl", sample.Report([.. Sample.Mixed, .. Hostile])).TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.Empty(schema.Validate(line)));
        Assert.Equal("report verdict verdict verdict verdict finding finding finding finding finding finding", string.Join(' ', lines.Select(Type)));

        static string Type(string line)
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("type").GetString()!;
        }
    }

    [Fact]
    public void What_the_host_says_comes_back_as_it_was()
    {
        using var sample = new Sample();

        using var json = JsonDocument.Parse(Sample.Written("json", sample.Report(Hostile)));

        Assert.Equal("eve\e\"\\\u202e😀", json.RootElement.GetProperty("findings")[0].GetProperty("user").GetString());
    }

    [Fact]
    public void The_findings_are_walked_once()
    {
        using var sample = new Sample();
        int walks = 0;
        Report report = sample.Report(Sample.Mixed);

        Sample.Written("json", report with { Findings = Walk() });

        Assert.Equal(1, walks);

        IEnumerable<Judgement> Walk()
        {
            walks++;
            foreach (Judgement finding in Sample.Mixed) yield return finding;
        }
    }

    private static Judgement[] Hostile => [Sample.Of("subid.size", "eve\e\"\\\u202e😀", Finding.Fail("a \u0000 \ud800 line\nand another").Because("/etc/\u0001", "\t"))];

    private static async Task<JsonSchema> ReportSchema()
    {
        using var reader = new StreamReader(Schemas.Open("report")!);
        return await JsonSchema.FromJsonAsync(await reader.ReadToEndAsync());
    }
}
