using System.Text.Json;
using System.Text.RegularExpressions;
using RootlessHost.Tests.Configured;

namespace RootlessHost.Tests.Commands;

/// <summary><c>check</c> with a configuration, as a person runs it.</summary>
public sealed partial class ConfiguredCheckTests
{
    private const string Profile = """
        engines = ["docker", "podman"]
        users = ["alice"]
        [[profile]]
        users = ["@ci"]
        engines = ["podman"]
        needs = ["port:80"]
        """;

    [Theory]
    [InlineData("", "docker alice True|podman alice True|podman ann False net.unpriv-ports|podman carl False net.unpriv-ports", "users alice ann carl|engines docker podman|needs port:80")]
    [InlineData("--user ann", "docker ann True|podman ann True", "users ann|engines docker podman|needs")]
    [InlineData("--engine podman", "podman alice True", "users alice|engines podman|needs")]
    [InlineData("--need port:443", "docker alice False net.unpriv-ports|podman alice False net.unpriv-ports", "users alice|engines docker podman|needs port:443")]
    [InlineData("--all-users --engine lxc", "lxc alice True|lxc bob True|lxc ann True|lxc carl True", "users alice bob ann carl|engines lxc|needs")]
    public void Profiles_are_judged_and_options_go_before_them(string options, string verdicts, string scope)
    {
        using FixtureHost host = ConfiguredHost.Of(Profile);

        var (_, output, error) = Program.Run(["check", "--root", host.Folder, "--format", "json", "--only", "net.unpriv-ports", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal("", error);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(verdicts.Split('|'), report.GetProperty("verdicts").EnumerateArray().Select(verdict =>
            $"{verdict.GetProperty("engine")} {verdict.GetProperty("user")} {verdict.GetProperty("ready")}{string.Concat(verdict.GetProperty("blockedBy").EnumerateArray().Select(id => $" {id}"))}"));
        Assert.Equal(scope.Split('|'), new[] { "users", "engines", "needs" }.Select(key => key + string.Concat(report.GetProperty("scope").GetProperty(key).EnumerateArray().Select(word => $" {word}"))));
    }

    [Theory]
    [InlineData("users = ['alice', 'bob']\nengines = ['docker', 'k3s']\nneeds = ['limits', 'port:80', 'boot']", "--user alice --user bob --engine docker --engine k3s --need limits --need port:80 --need boot")]
    [InlineData("users = ['@ci', '1000']\nneeds = ['ping', 'swarm']", "--user @ci --user 1000 --need ping --need swarm")]
    [InlineData("users = ['carl']\nengines = ['podman', 'userns-remap']", "--user carl --engine podman --engine userns-remap")]
    [InlineData("users = ['1000-1003']", "--all-users")]
    // Profiles that all want the same are no profiles.
    [InlineData("users = ['alice']\nengines = ['podman']\nneeds = ['port:80', 'boot']\n[[profile]]\nusers = ['@ci']\nneeds = ['boot', 'port:80']", "--user alice --user @ci --engine podman --need port:80 --need boot")]
    public void What_is_written_down_is_what_the_options_say(string configuration, string options)
    {
        using FixtureHost host = ConfiguredHost.Of(configuration.Replace('\'', '"'));
        host["/empty.toml"] = "";

        var written = Program.Run("check", "--root", host.Folder, "--format", "json");
        var said = Program.Run(["check", "--root", host.Folder, "--format", "json", "--config", host.On("/empty.toml"), .. options.Split(' ')]);

        Assert.Equal((1, ""), (written.Status, written.Error));
        Assert.Equal((said.Status, Timeless().Replace(said.Output, ""), said.Error), (written.Status, Timeless().Replace(written.Output, ""), written.Error));
    }

    [Theory]
    [InlineData("mkfifo etc/rootless-host/config.toml", "a FIFO, not a regular file")]
    [InlineData("mkdir etc/rootless-host/config.toml", "a directory, not a regular file")]
    [InlineData("head -c 10000000 /dev/zero | tr '\\0' '#' > etc/rootless-host/config.toml", "larger than 262144 bytes")]
    [InlineData("printf '# x\\n\\377\\376' > etc/rootless-host/config.toml", "2:1: a byte that is not UTF-8, as TOML is")]
    [InlineData("head -c 200000 /dev/zero | tr '\\0' '[' > etc/rootless-host/config.toml", "1:51: more than 50 brackets are open")]
    [InlineData("printf 'users = [\"nobody-here\"]' > etc/rootless-host/config.toml", "1:10: no user 'nobody-here' on this host")]
    [InlineData("printf '[aply]' > etc/rootless-host/config.toml", "1:2: unknown table 'aply': [subordinate-ids], [apply], [watch], [serve], [[profile]]")]
    public void What_cannot_be_used_is_78_and_a_line(string script, string error)
    {
        using FixtureHost host = ConfiguredHost.Of("");
        Program.Shell($"cd {host.Folder} && rm etc/rootless-host/config.toml && {script}");

        Assert.Equal((78, "", $"rootless-host: /etc/rootless-host/config.toml:{(char.IsDigit(error[0]) && error.Contains(':') ? "" : " ")}{error}\n"), Program.Run("check", "--root", host.Folder));
    }

    [GeneratedRegex("\"(generatedAt|durationSeconds)\": .*")]
    private static partial Regex Timeless();
}
