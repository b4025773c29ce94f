using System.Text;
using System.Text.Json;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Tests.Reports;

/// <summary>The findings of more accounts than are kept as they are.</summary>
public sealed class PackedFindingsTests
{
    [Fact]
    public void They_are_what_was_found_however_often_they_are_walked_and_whatever_has_changed_since()
    {
        using var fixture = new FixtureHost { ["/etc/login.defs"] = "UID_MIN 1000\nUID_MAX 60000\n", Engines = ["docker", "podman", "lxc"] };
        var passwd = new StringBuilder();
        var rows = new StringBuilder();
        for (int i = 0; i < 700; i++)
        {
            passwd.Append($"user{i}:x:{1000 + i}:{1000 + i}::/home/user{i}:/bin/bash\n");
            if (i % 3 > 0) rows.Append($"user{i}:{1_000_000 + (i * 65536L)}:{(i % 3 == 1 ? 65536 : 1000 + i)}\n");
            fixture[$"/home/user{i}/.config/containers/storage.conf"] = i % 5 == 0 ? "[storage\n" : $"[storage]\ndriver = \"{(i % 2 == 0 ? "vfs" : "overlay")}\"\n";
        }
        fixture["/etc/passwd"] = passwd.ToString();
        fixture["/etc/subuid"] = rows.ToString();
        fixture["/etc/subgid"] = rows.ToString();
        HostFacts host = fixture.Host();
        var found = new List<string>();

        Report report = Look.At(host, new Scope("/", Subjects.Select(host, [], all: true, host.Engines), host.Engines, Needs.None), judgement => found.Add(Written(judgement)));
        for (int i = 0; i < 700; i++) fixture[$"/home/user{i}/.config/containers/storage.conf"] = "[storage]\n";

        Assert.Equal(700, report.Scope.Subjects.Count);
        Assert.Equal(found.Count, report.Summary.Total);
        Assert.Equal(found, report.Findings.Select(Written));
        Assert.Equal(found, report.Findings.Select(Written));
    }

    private static string Written(Judgement judgement)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            JsonParts.Write(json, judgement);
            json.WriteString("follows", judgement.Finding.Follows);
            json.WriteString("awaits", $"{judgement.Finding.Awaits}");
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
