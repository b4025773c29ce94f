using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using RootlessHost.Facts;
using RootlessHost.Reports;
using RootlessHost.Tests.Checks.Subid;

namespace RootlessHost.Tests.Reports;

public sealed class IdsTests
{
    private const string Odd = "alice:100000:65536\nbob:165536:65536\n1001:200000:10\n#carol:300000:65536\ngone:400000:65536\nbob:0600000:10\nalice:600000:65536 \nbob:1000:70000\ndocker::65536\n\x1b[31m<&>:700000:65536\n";

    [Fact]
    public void Json_gives_every_row_with_its_state()
    {
        using FixtureHost host = SubidHost.Of(Odd, "");

        using JsonDocument json = JsonDocument.Parse(Write(host, "json"));

        Assert.Equal("rootless-host.ids/1", json.RootElement.GetProperty("schema").GetString());
        JsonElement uid = json.RootElement.GetProperty("uid");
        Assert.Equal((100000, 600100000), (uid.GetProperty("window").GetProperty("start").GetInt64(), uid.GetProperty("window").GetProperty("end").GetInt64()));
        Assert.Equal(
            [
                "1 alice alice 100000 65536 granted", "2 bob bob 165536 65536 granted", "3 1001 bob 200000 10 granted", "4 #carol  300000 65536 reserved", "5 gone  400000 65536 reserved",
                "6 bob bob 196608 10 dangerous", "7 alice alice 600000 65536 ignored", "8 bob bob 1000 70000 dangerous", "9 docker  0 65536 dangerous", "10 \x1b[31m<&>  700000 65536 reserved",
            ],
            uid.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("line")} {row.GetProperty("owner").GetString()} {row.GetProperty("user").GetString()} {row.GetProperty("start")} {row.GetProperty("count")} {row.GetProperty("state").GetString()}"));
        Assert.Equal(0, json.RootElement.GetProperty("gid").GetProperty("rows").GetArrayLength());
        Assert.Equal((100000, 600000001), (json.RootElement.GetProperty("gid").GetProperty("free")[0].GetProperty("start").GetInt64(), json.RootElement.GetProperty("gid").GetProperty("free")[0].GetProperty("count").GetInt64()));
    }

    [Theory]
    [InlineData(Odd)]
    [InlineData("")]
    [InlineData("alice:100000:65536\nbob:0:0\n")]
    [InlineData("alice:100000:65536\nbob:100000:9000000000000000000\n")]
    public async Task Json_fits_its_schema(string rows)
    {
        using FixtureHost host = SubidHost.Of(rows);

        Assert.Empty((await Schema()).Validate(Write(host, "json")));
    }

    [Theory]
    [InlineData("\"granted\"", "\"good\"")]
    [InlineData("\"line\": 1", "\"line\": 0")]
    [InlineData("\"overlapsNotListed\": 0,", "")]
    [InlineData("ids/1", "ids/2")]
    public async Task The_schema_refuses_what_is_wrong(string right, string wrong)
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        string text = Write(host, "json");

        Assert.Contains(right, text);
        Assert.NotEmpty((await Schema()).Validate(text.Replace(right, wrong)));
    }

    private static async Task<NJsonSchema.JsonSchema> Schema()
    {
        using var reader = new StreamReader(Schemas.Open("ids")!);
        return await NJsonSchema.JsonSchema.FromJsonAsync(await reader.ReadToEndAsync());
    }

    [Fact]
    public void A_row_that_gives_everything_leaves_nothing_free_and_makes_all_others_dangerous()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\nbob:0:0\n");

        using JsonDocument json = JsonDocument.Parse(Write(host, "json"));

        Assert.Equal(0, json.RootElement.GetProperty("uid").GetProperty("free").GetArrayLength());
        Assert.Equal(
            ["another owner has some of it", "every id, root's included, up to shadow 4.19"],
            json.RootElement.GetProperty("uid").GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("why").GetString()));
    }

    [Fact]
    public void Json_keeps_the_shape_of_the_contract()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\nbob:100000:65536\n");

        using JsonDocument json = JsonDocument.Parse(Write(host, "json"));

        Assert.Equal(["schema", "uid", "gid"], json.RootElement.EnumerateObject().Select(member => member.Name));
        JsonElement uid = json.RootElement.GetProperty("uid");
        Assert.Equal(["window", "rows", "overlaps", "overlapsNotListed", "free"], uid.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["file", "line", "owner", "user", "start", "count", "state", "why"], uid.GetProperty("rows")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["a", "b", "start", "count", "aLine", "bLine"], uid.GetProperty("overlaps")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("alice bob 100000 65536", $"{uid.GetProperty("overlaps")[0].GetProperty("a")} {uid.GetProperty("overlaps")[0].GetProperty("b")} {uid.GetProperty("overlaps")[0].GetProperty("start")} {uid.GetProperty("overlaps")[0].GetProperty("count")}");
        Assert.Equal("another owner has some of it", uid.GetProperty("rows")[0].GetProperty("why").GetString());
    }

    [Fact]
    public void Text_is_a_table_in_the_order_of_the_ids()
    {
        using FixtureHost host = SubidHost.Of("bob:165536:65536\nalice:100000:65536\n");

        string[] lines = Write(host, "text", "alice").Split('\n');

        Assert.Equal("Subordinate uids: /etc/subuid, 2 rows", lines[0]);
        Assert.Contains(">     100000      165535       65536  alice                    granted    2", lines);
        Assert.Contains("      165536      231071       65536  bob                      granted    1", lines);
        Assert.Contains("      231072   600100000   599868929  -                        free", lines);
        Assert.Contains("        1000       60000       59001  local users (2)          reserved", lines);
        Assert.True(Array.IndexOf(lines, lines.First(line => line.StartsWith('>'))) < Array.FindIndex(lines, line => line.Contains(" bob ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Odd)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1:18446744073709551615\n")]
    [InlineData("界界界界界界界界界界界界界界界界界界:100000:65536\n")]
    public void Text_fits_80_columns_and_moves_no_cursor(string subuid)
    {
        using FixtureHost host = SubidHost.Of(subuid);

        string text = Write(host, "text");

        Assert.All(text.Split('\n'), line => Assert.True(line.Sum(c => c >= '\u1100' ? 2 : 1) <= 80, line));
        Assert.DoesNotContain('\x1b', text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Odd)]
    public void The_picture_is_well_formed_says_what_it_shows_and_carries_no_script(string subuid)
    {
        using FixtureHost host = SubidHost.Of(subuid);
        host["/etc/hostname"] = "<script>alert(1)</script>&\n";

        var svg = XDocument.Parse(Write(host, "svg"));

        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal("Subordinate ids of <script>alert(1)</script>&", svg.Root!.Element(ns + "title")!.Value);
        Assert.NotEmpty(svg.Root.Element(ns + "desc")!.Value);
        Assert.Equal(("img", "ids-title ids-desc"), (svg.Root.Attribute("role")!.Value, svg.Root.Attribute("aria-labelledby")!.Value));
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "image" or "a" or "foreignObject");
        Assert.All(svg.Descendants(ns + "rect").Where(rect => rect.Attribute("x") is not null), rect => Assert.InRange((double)rect.Attribute("x")! + (double)rect.Attribute("width")!, 0, 800));
    }

    [Fact]
    public void Labels_of_the_axis_do_not_touch()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");

        XElement[] labels = [.. XDocument.Parse(Write(host, "svg")).Descendants().Where(element => element.Attribute("class")?.Value == "faint small num")];

        foreach (IGrouping<string, XElement> axis in labels.GroupBy(label => label.Attribute("y")!.Value))
        {
            double end = 0;
            foreach (XElement label in axis)
            {
                double x = (double)label.Attribute("x")!;
                Assert.True(x >= end, label.Value);
                end = x + (label.Value.Length * 7);
            }
            Assert.True(end <= 800);
        }
        Assert.Contains(labels, label => label.Value == "2^32");
    }

    [Fact]
    public void A_hundred_thousand_equal_rows_are_drawn_as_one_and_counted()
    {
        using FixtureHost host = SubidHost.Of(string.Concat(Enumerable.Range(0, 100_000).Select(index => $"u{index}:100000:65536\n")));

        string svg = Write(host, "svg");
        string text = Write(host, "text");

        Assert.True(svg.Length < 100_000);
        Assert.Contains("and 99984 more rows", svg, StringComparison.Ordinal);
        Assert.Contains("and 99900 more rows: --format json has them all", text, StringComparison.Ordinal);
        Assert.Contains("Overlaps: 4999950000", text, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Write(host, "json"));
        Assert.Equal((100_000, 1000), (json.RootElement.GetProperty("uid").GetProperty("rows").GetArrayLength(), json.RootElement.GetProperty("uid").GetProperty("overlaps").GetArrayLength()));
    }

    [Fact]
    public void A_plugin_makes_the_files_rows_idle()
    {
        using FixtureHost host = SubidHost.Of("alice:100000:65536\n");
        host["/etc/nsswitch.conf"] = "subid: sss\n";

        Assert.Contains("/etc/subuid:1 is ignored: nsswitch.conf gives subid to sss", Write(host, "text"), StringComparison.Ordinal);
    }

    private static string Write(FixtureHost fixture, string format, params string[] marked)
    {
        HostFacts host = fixture.Host();
        IdsMap map = IdsMap.Of(host, marked);
        using var stream = new MemoryStream();
        if (format == "json") IdsJson.Write(map, stream);
        else if (format == "svg") IdsSvg.Write(map, stream);
        else IdsText.Write(map, stream, new Style());
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
