using System.Text.Json;
using System.Text.RegularExpressions;
using RootlessHost.Tests.Interop;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

/// <summary>The recipes of packaging/README.md, as they stand there, under the programs that they are for; on this machine with other accounts, another /usr/bin and another network.</summary>
public sealed partial class RecipeTests : IDisposable
{
    private const string Rows = "alice:131072:65536\n";

    // The program where a package puts it, a tun that everybody may open, and nothing of this machine's /run.
    private const string Surroundings = """
        mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/usr /run/work && mount -t overlay -o lowerdir=/usr,upperdir=/run/usr,workdir=/run/work overlay /usr || exit 77
        cp /var/programs/rootless-host /usr/bin/rootless-host
        mount -t tmpfs tmpfs /dev/net && mknod -m 666 /dev/net/tun c 10 200 || exit 77

        """;

    private readonly ScratchMachine _machine = new();

    public RecipeTests()
    {
        _machine.Do("useradd -m alice; : >/etc/subuid; : >/etc/subgid; mkdir /etc/containers; echo '{}' >/etc/containers/policy.json");
        Config = "users = [\"alice\"]\nengines = [\"podman\"]\nneeds = [\"port:80\"]\n";
        foreach (string program in (string[])["podman", "newuidmap", "slirp4netns"]) Assert.SkipUnless(File.Exists($"/usr/bin/{program}"), $"{program} is not installed");
    }

    private string Config
    {
        set
        {
            Directory.CreateDirectory(_machine.On("/etc/rootless-host"));
            _machine["/etc/rootless-host/config.toml"] = value;
        }
    }

    [Fact]
    public void Are_no_longer_than_ten_lines()
    {
        string[] recipes = [.. Blocks().Matches(Text()).Select(block => block.Groups["lines"].Value)];

        Assert.Equal(6, recipes.Length);
        Assert.All(recipes, recipe => Assert.InRange(recipe.Split('\n').Length, 2, 10));
    }

    [Fact]
    public void Puppet_changes_a_host_once_and_tells_why_it_cannot()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/puppet"), "puppet is not installed");
        _machine["/etc/site.pp"] = Recipe("puppet");
        Directory.CreateDirectory(_machine.On("/var/lib/puppet"));
        const string Exec = "Exec[rootless-host apply --yes]/returns: ";

        (int, string) Puppet(string options) => Run($"puppet apply {options} --detailed-exitcodes --color=false /etc/site.pp 2>&1");
        var (status, told) = Puppet("--noop");
        Assert.Equal(0, status);
        Assert.Contains($"{Exec}current_value 'notrun', should be ['0'] (noop)\n", told);
        Assert.Equal("", _machine["/etc/subuid"]);

        (status, told) = Puppet("");
        Assert.Equal(2, status); // something was changed
        Assert.Contains($"{Exec}executed successfully\n", told);
        Assert.Equal(Rows, _machine["/etc/subuid"]);

        // The port is that of the network namespace, which was a new one.
        Config = "users = [\"alice\"]\nengines = [\"podman\"]\n";
        (status, told) = Puppet("");
        Assert.Equal(0, status);
        Assert.DoesNotContain(Exec, told);

        _machine["/etc/subuid"] = _machine["/etc/subgid"] = "root:1:4294967294\n";
        (status, told) = Puppet("");
        Assert.Equal(4, status); // something failed
        Assert.Contains($"{Exec}Refused: no 65536 ids are free in 100000-600100000, most of which has root", told);
        Assert.Contains("returned 1 instead of one of [0]", told);
    }

    [Fact]
    public void Salt_is_told_what_would_be_changed_what_was_and_why_nothing_can_be()
    {
        Match state = StateOfSalt().Match(Recipe("yaml", "rootless-host:\n"));
        Assert.True(state.Success);
        string apply = state.Groups["name"].Value;
        string plan = state.Groups["test"].Value;

        var (status, would) = Run(plan);
        Assert.Equal((2, true), (status, Changed(would)));
        Assert.Contains("\"comment\":\"2 changes to make\"", would);
        (status, string did) = Run($"{apply}; echo $? >/etc/first; {plan}; echo $? >/etc/second; {apply}");
        string[] lines = did.Split('\n');
        Assert.Equal([true, false, false], lines[..3].Select(Changed));
        Assert.Equal((0, "2\n", "0\n"), (status, _machine["/etc/first"], _machine["/etc/second"]));
        Assert.Contains("\"comment\":\"2 changes made\"", lines[0]);
        Assert.Equal("{\"changed\":false,\"comment\":\"nothing to change\"}", lines[2]);

        _machine["/etc/subuid"] = _machine["/etc/subgid"] = "root:1:4294967294\n";
        (status, string cannot) = Run(apply);
        Assert.Equal(4, status);
        Assert.StartsWith("{\"changed\":false,\"comment\":\"nothing is changed; not done: no 65536 ids are free in 100000-600100000, most of which has root ", cannot);
    }

    [Fact]
    public void Cloud_init_makes_the_host_ready_at_its_first_boot()
    {
        string folder = _machine.On("/var/cloud-init");
        Borrow(
            folder, "cloud-init", "python3-attr", "python3-certifi", "python3-chardet", "python3-configobj", "python3-idna", "python3-jinja2", "python3-json-pointer", "python3-jsonpatch", "python3-jsonschema",
            "python3-markupsafe", "python3-netifaces", "python3-oauthlib", "python3-pyrsistent", "python3-requests", "python3-serial", "python3-six", "python3-urllib3", "python3-yaml");
        File.Delete(_machine.On("/etc/rootless-host/config.toml"));
        Directory.CreateDirectory(_machine.On("/etc/cloud"));
        _machine["/etc/cloud/cloud.cfg"] = "datasource_list: [NoCloud]\nnetwork: {config: disabled}\ncloud_init_modules: [write_files]\ncloud_config_modules: [runcmd]\ncloud_final_modules: [scripts_user]\n";
        Directory.CreateDirectory(_machine.On("/var/lib/cloud/seed/nocloud"));
        _machine["/var/lib/cloud/seed/nocloud/meta-data"] = "instance-id: one\n";
        _machine["/var/lib/cloud/seed/nocloud/user-data"] = Recipe("yaml", "#cloud-config\n");

        var (status, told) = Run("""
            export PYTHONPATH=/var/cloud-init/usr/lib/python3/dist-packages
            cloud_init() { python3 -m cloudinit.cmd.main "$@" 2>&1 || exit; }
            cloud_init --version >/dev/null || exit 77
            cloud_init schema --config-file /var/lib/cloud/seed/nocloud/user-data
            cloud_init init --local >/dev/null
            cloud_init init >/dev/null
            cloud_init modules --mode config >/dev/null
            cloud_init modules --mode final
            cloud_init status
            cat /proc/sys/net/ipv4/ip_unprivileged_port_start
            """);

        Assert.SkipWhen(status == 77, "cloud-init does not run here: " + told);
        Assert.True(status == 0, told);
        Assert.StartsWith("Valid cloud-config: ", told);
        Assert.Contains("\nDone. rootless-host undo 1 takes it back.\n", told);
        Assert.EndsWith("status: done\n80\n", told);
        Assert.Equal(Rows, _machine["/etc/subuid"]);
    }

    [Fact]
    public void Cloud_init_takes_a_key_that_there_is_not_for_an_error()
    {
        string folder = _machine.On("/var/cloud-init");
        Borrow(folder, "cloud-init", "python3-attr", "python3-configobj", "python3-jsonschema", "python3-oauthlib", "python3-pyrsistent", "python3-requests", "python3-urllib3", "python3-yaml");
        _machine["/etc/user-data"] = Recipe("yaml", "#cloud-config\n").Replace("runcmd:", "runcmd: 1\nwas:", StringComparison.Ordinal);

        var (status, told) = Run("PYTHONPATH=/var/cloud-init/usr/lib/python3/dist-packages python3 -m cloudinit.cmd.main schema --config-file /etc/user-data 2>&1");

        Assert.Equal(1, status);
        Assert.Contains("runcmd: 1 is not of type 'array'", told);
    }

    [Fact]
    public void The_guard_says_nothing_where_all_is_well_and_leaves_the_reasons_where_not()
    {
        string guard = Recipe("sh", "rootless-host check ");

        Assert.Equal((1, ""), Run($"cd /var; set -e; {guard}"));
        Assert.Contains(" message=\"port 80 is wanted, and users may listen on the ports from 1024 on\"", _machine["/var/rootless-host.xml"]);
        Config = "users = [\"alice\"]\n";
        _machine.Do("usermod --add-subuids 131072-196607 --add-subgids 131072-196607 alice; rm /var/rootless-host.xml");
        Assert.Equal((0, ""), Run($"cd /var; set -e; {guard}"));
        Assert.False(File.Exists(_machine.On("/var/rootless-host.xml")));
    }

    [Fact]
    public void An_image_is_prepared_while_it_is_made()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/mmdebstrap"), "mmdebstrap is not installed");
        Ending Make(string script, int minutes) => Binary.Start("bash", ["-euc", $"PATH={_machine.On("/var/programs")}:$PATH TMPDIR={_machine.On("/var/tmp")}; export TMPDIR; {script}"], clean: false, _machine.On("/var"), TimeSpan.FromMinutes(minutes));
        Ending archive = Make("mmdebstrap --variant=custom --simulate bookworm /dev/null", 3);
        Assert.SkipWhen(archive.Status != 0, "no archive of Debian is in reach: " + archive.Errors);

        Ending made = Make(Recipe("sh", "mmdebstrap "), 12);

        Assert.True(made.Status == 0, made.Errors);
        Assert.Equal(
            ("ci:100000:65536\n", "net.ipv4.ip_unprivileged_port_start = 80\n"),
            (Make("tar -xOf image.tar ./etc/subuid", 1).Output, Make("tar -xOf image.tar ./etc/sysctl.d/99-rootless-host.conf", 1).Output));
    }

    [Fact]
    public void What_an_image_gets_does_not_depend_on_the_kernel_mounted_below_it()
    {
        const string Image = """
            mkdir -p "$image/etc" "$image/home/ci" "$image/proc" "$image/sys"
            echo 'ci:x:1000:1000::/home/ci:/bin/bash' >"$image/etc/passwd"
            chown 1000:1000 "$image/home/ci"
            rootless-host apply --root "$image" --engine podman --need port:80 --only 'net.*' --only subid.present --yes >/dev/null || true
            (cd "$image" && find etc var -type f -exec sha256sum {} + | sort)
            """;

        var (_, without) = Run($"image=/var/one; {Image}");
        var (_, with) = Run($"echo 80 >/proc/sys/net/ipv4/ip_unprivileged_port_start; mkdir -p /var/two/proc /var/two/sys; mount -t proc proc /var/two/proc; mount --rbind /sys /var/two/sys; image=/var/two; {Image}");

        Assert.Contains(" etc/sysctl.d/99-rootless-host.conf\n", without);
        Assert.Contains(" etc/subuid\n", without);
        Assert.Equal(without, with);
    }

    [Fact]
    public void Systemd_takes_the_service_that_waits()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed");
        string recipe = Recipe("ini");
        string unit = Regex.Match(recipe, @"^# ~/\.config/systemd/user/(?<unit>.+)\.d/ready\.conf\n", RegexOptions.ExplicitCapture).Groups["unit"].Value;
        Assert.Equal("k3s-rootless.service", unit);
        Directory.CreateDirectory(_machine.On($"/etc/systemd/user/{unit}.d"));
        _machine[$"/etc/systemd/user/{unit}"] = "[Service]\nExecStart=/bin/true\n";
        _machine[$"/etc/systemd/user/{unit}.d/ready.conf"] = recipe;
        string verify = $"XDG_RUNTIME_DIR=/run SYSTEMD_LOG_LEVEL=warning systemd-analyze --user --man=no verify /etc/systemd/user/{unit} 2>&1";

        Assert.Equal((0, ""), Run(verify));
        _machine[$"/etc/systemd/user/{unit}.d/ready.conf"] = recipe.Replace("rootless-host check", "rootless-hosts check", StringComparison.Ordinal);
        Assert.Contains("/usr/bin/rootless-hosts is not executable", Run(verify).Item2);
        // It gives up after the time, and says so by its status.
        Assert.Equal((1, ""), Run(Regex.Match(recipe, "^ExecStartPre=(?<command>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture).Groups["command"].Value.Replace("30s", "1s", StringComparison.Ordinal) + " 2>&1"));
    }

    public void Dispose() => _machine.Dispose();

    private static bool Changed(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("changed").GetBoolean();
    }

    private static void Borrow(string folder, params string[] packages)
    {
        Ending ending = Binary.Start(Path.Combine(ScratchMachine.Scripts, "borrow"), [folder, .. packages], clean: false, patience: TimeSpan.FromMinutes(6));
        Assert.SkipWhen(ending.Status == 77, $"{packages[0]} cannot be had: {ending.Errors}");
        Assert.True(ending.Status == 0, ending.Errors);
    }

    private (int Status, string Output) Run(string script)
    {
        Ending ending = _machine.Run(Surroundings + script, withNetwork: true, TimeSpan.FromMinutes(5));
        Assert.SkipWhen(ending.Status == 77, "such a machine cannot be made here: " + ending.Errors);
        return (ending.Status, ending.Output);
    }

    private static string Text() => File.ReadAllText(Path.Combine(Packages.Sources, "packaging/README.md")).Split("\n## Recipes\n")[1];

    private static string Recipe(string language, string start = "") =>
        Assert.Single(Blocks().Matches(Text()), block => block.Groups["language"].Value == language && block.Groups["lines"].Value.StartsWith(start, StringComparison.Ordinal)).Groups["lines"].Value + "\n";

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<lines>.*?)\n```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    // The order is what cmd.run wants: test_name is looked for in the first entry.
    [GeneratedRegex(@"^rootless-host:\n  cmd\.run:\n    - name: (?<name>rootless-host .+)\n    - stateful:\n      - test_name: (?<test>rootless-host .+)\n    - success_retcodes: \[2\]\n$", RegexOptions.ExplicitCapture)]
    private static partial Regex StateOfSalt();
}
