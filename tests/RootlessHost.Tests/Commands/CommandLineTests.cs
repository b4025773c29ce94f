namespace RootlessHost.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "Required command was not provided (see rootless-host --help)")]
    [InlineData("chek", "no command or argument 'chek'; did you mean check? (see rootless-host --help)")]
    [InlineData("check --formt json", "no option '--formt'; did you mean --format? (see rootless-host --help)")]
    [InlineData("check --format jsn", "no format 'jsn': text, json, jsonl, junit, tap, sarif, nagios, prometheus, html, ansible, salt, zabbix")]
    [InlineData("check --color red", "--color takes auto, always or never, not 'red'")]
    [InlineData("check --timeout soon", "--timeout takes seconds, not 'soon'")]
    [InlineData("check --timeout NaN", "--timeout takes seconds, not 'NaN'")]
    [InlineData("apply --root / --lock-timeout=-Infinity", "--lock-timeout takes seconds, not '-Infinity'")]
    [InlineData("check --format nagios --warning many", "--warning takes a range such as 0, 2 or 1:5, not 'many'")]
    [InlineData("check --critical 2", "--critical is for --format nagios")]
    [InlineData("check --user no-such-user", "no user 'no-such-user' on this host")]
    [InlineData("check --user @no-such-group", "no group 'no-such-group' on this host")]
    [InlineData("check --need port:0", "'0' is no port: 1 to 65535")]
    [InlineData("check --only nothing.*", "--only: no check 'nothing.*'")]
    [InlineData("check --skip systemd.lingr", "--skip: no check 'systemd.lingr'; did you mean systemd.linger?")]
    [InlineData("explain systemd.lingr", "no check 'systemd.lingr'; did you mean systemd.linger?")]
    [InlineData("explain --formt json systemd.linger", "no option '--formt'; did you mean --format?")]
    [InlineData("explain systemd.linger --user no-such-user", "no user 'no-such-user' on this host")]
    [InlineData("schema nothing", "no schema 'nothing': report, ids, plan, history, prove, diagnosis")]
    [InlineData("completion csh", "no completion for 'csh': bash, zsh, fish")]
    public void What_it_does_not_understand_is_64_and_one_line(string arguments, string error)
    {
        var said = Program.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((64, "", $"rootless-host: {error}\n"), said);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("check --help")]
    [InlineData("list --help")]
    [InlineData("explain --help")]
    [InlineData("capture --help")]
    [InlineData("schema --help")]
    [InlineData("completion --help")]
    [InlineData("version --help")]
    public void Help_is_an_answer(string arguments)
    {
        var (status, output, error) = Program.Run(arguments.Split(' '));

        Assert.Equal((0, ""), (status, error));
        Assert.Contains("Usage:\n  rootless-host", output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public void The_version_is_one_line(string arguments) => Assert.Equal((0, $"rootless-host {RootlessHost.Reports.Tool.Version}\n", ""), Program.Run(arguments));

    [Fact]
    public void Ready_is_0_and_not_ready_1_and_quiet_says_nothing()
    {
        using var ready = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "1000000\n", ["/etc/passwd"] = "" };
        using var not = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "0\n", ["/etc/passwd"] = "" };

        Assert.Equal((0, "", ""), Program.Run("check", "--root", ready.Folder, "--only", "userns.max", "-q"));
        Assert.Equal((1, "", ""), Program.Run("check", "--root", not.Folder, "--only", "userns.max", "-q"));
        Assert.Equal(2, Program.Run("check", "--root", not.Folder, "--only", "userns.max", "--detailed-exitcode").Status);
        Assert.Equal(0, Program.Run("check", "--root", ready.Folder, "--only", "userns.max", "--detailed-exitcode").Status);
        Assert.Equal(2, Program.Run("check", "--root", not.Folder, "--only", "userns.max", "--format", "nagios").Status);
    }

    [Fact]
    public void It_waits_until_the_host_is_ready_and_no_longer_than_it_was_told()
    {
        using var host = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "0\n", ["/etc/passwd"] = "" };
        using var later = new Timer(_ => host["/proc/sys/user/max_user_namespaces"] = "1000000\n", null, TimeSpan.FromMilliseconds(700), Timeout.InfiniteTimeSpan);

        Assert.Equal(0, Program.Run("check", "--root", host.Folder, "--only", "userns.max", "-q", "--wait=60s").Status);
        host["/proc/sys/user/max_user_namespaces"] = "0\n";
        Assert.Equal(1, Program.Run("check", "--root", host.Folder, "--only", "userns.max", "-q", "--wait=1s").Status);
        Assert.Equal((64, "", "rootless-host: --wait takes a time such as 30s or 5m, not '3 days'\n"), Program.Run("check", "--wait", "3 days"));
    }

    [Fact]
    public void At_a_first_boot_it_waits_for_who_is_named_too()
    {
        using var host = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "1000000\n", ["/etc/passwd"] = "", ["/etc/rootless-host/config.toml"] = "users = [\"bob\"]\n" };
        using var later = new Timer(
            _ => host["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n", null, TimeSpan.FromMilliseconds(900), Timeout.InfiniteTimeSpan);

        Assert.Equal((0, "", ""), Program.Run("check", "--root", host.Folder, "--only", "userns.max", "-q", "--wait=60s", "--user", "alice"));
        Assert.Equal((0, "", ""), Program.Run("check", "--root", host.Folder, "--only", "userns.max", "-q", "--wait=60s"));
        host["/etc/passwd"] = "";
        Assert.Equal((64, "", "rootless-host: no user 'alice' on this host\n"), Program.Run("check", "--root", host.Folder, "--wait=1s", "--user", "alice"));
        Assert.Equal((78, "", "rootless-host: /etc/rootless-host/config.toml:1:10: no user 'bob' on this host\n"), Program.Run("check", "--root", host.Folder, "--wait=1s"));
    }

    [Fact]
    public void Salt_is_told_what_would_be_what_was_and_that_nothing_is_left_to_do()
    {
        using var host = new FixtureHost().AsDebian(("uidmap", "1:4.13", "/usr/bin/getsubids"));
        host["/etc/subuid"] = "";
        host["/etc/subgid"] = "";
        string[] wanted = ["--root", host.Folder, "--user", "alice", "--engine", "docker", "--only", "subid.present", "--format", "salt"];
        const string Change = "\"changes\":[\"give alice the subordinate uids and gids 131072-196607\"]";

        Assert.Equal((0, "{\"changed\":true,\"comment\":\"1 change to make\"," + Change + "}\n", ""), Program.Run(["plan", .. wanted]));
        Assert.Equal((1, "{\"changed\":false,\"comment\":\"not ready: subid.present alice: no subordinate uids or gids\"}\n", ""), Program.Run(["check", .. wanted]));
        Assert.Equal((0, "{\"changed\":true,\"comment\":\"1 change made\"," + Change + ",\"undo\":\"rootless-host undo 1\"}\n", ""), Program.Run(["apply", .. wanted]));
        Assert.Equal((0, "{\"changed\":false,\"comment\":\"nothing to change\"}\n", ""), Program.Run(["apply", .. wanted]));
        Assert.Equal((0, "{\"changed\":false,\"comment\":\"ready\"}\n", ""), Program.Run(["check", .. wanted]));
    }

    [Theory]
    [InlineData("text", "Image not ready: docker for alice, because of subid.present.")]
    [InlineData("jsonl", "\"id\":\"subid.present\",\"user\":\"alice\"")]
    [InlineData("junit", "no subordinate uids or gids")]
    [InlineData("tap", "not ok 1 - subid.present alice")]
    [InlineData("sarif", "\"ruleId\": \"subid.present\"")]
    [InlineData("nagios", "CRITICAL - not ready: subid.present alice: no subordinate uids or gids")]
    [InlineData("prometheus", "rootless_host_check_status{check=\"subid.present\",status=\"fail\"} 1")]
    [InlineData("html", "no subordinate uids or gids")]
    [InlineData("ansible", "no subordinate uids or gids")]
    [InlineData("salt", "not ready: subid.present alice: no subordinate uids or gids")]
    public void What_a_check_follows_from_is_asked_with_it(string format, string text)
    {
        using var host = new FixtureHost().AsDebian(("uidmap", "1:4.13", "/usr/bin/getsubids"));
        host["/etc/subuid"] = "";
        host["/etc/subgid"] = "";
        string[] only = ["--root", host.Folder, "--user", "alice", "--engine", "docker", "--only", "subid.size"];

        var (status, output, _) = Program.Run(["check", .. only, "--format", format]);
        Assert.Equal(format == "nagios" ? 2 : 1, status);
        Assert.Contains(text, output, StringComparison.Ordinal);

        // Not, where somebody says so.
        Assert.Equal(0, Program.Run(["check", .. only, "--skip", "subid.present"]).Status);
    }

    [Fact]
    public void What_a_check_follows_from_is_mended_with_it()
    {
        using var host = new FixtureHost().AsDebian(("uidmap", "1:4.13", "/usr/bin/getsubids"));
        host["/etc/subuid"] = "";
        host["/etc/subgid"] = "";
        string[] only = ["--root", host.Folder, "--user", "alice", "--engine", "docker", "--only", "subid.size"];

        Assert.StartsWith("1. Give alice the subordinate uids and gids 131072-196607.\n   subid.present alice: no subordinate uids or gids.", Program.Run(["plan", .. only]).Output);
        Assert.Equal(0, Program.Run(["apply", .. only]).Status);
        Assert.Equal((0, "Nothing was changed: all is well.\n", ""), Program.Run(["apply", .. only]));
        Assert.Equal("alice:131072:65536\n", File.ReadAllText(host.On("/etc/subuid")));
    }

    [Fact]
    public void Salt_is_told_of_no_change_while_something_is_refused()
    {
        using var host = new FixtureHost().AsDebian(("uidmap", "1:4.13", "/usr/bin/getsubids"));
        host["/proc/sys/net/ipv4/ip_unprivileged_port_start"] = "1024\n";
        host["/etc/subuid"] = host["/etc/subgid"] = "root:1:4294967294\n";
        string[] wanted = ["--root", host.Folder, "--user", "alice", "--engine", "docker", "--need", "port:80", "--only", "subid.present", "--only", "net.unpriv-ports", "--format", "salt", "--detailed-exitcode"];

        var (status, output, _) = Program.Run(["plan", .. wanted]);

        const string Full = "no 65536 ids are free in 100000-600100000, most of which has root (SUB_UID_MIN and SUB_UID_MAX of /etc/login.defs)";
        Assert.Equal((6, $"{{\"changed\":false,\"comment\":\"nothing is changed; not done: {Full}; subid.present alice: no subordinate uids or gids; {Full}\"}}\n"), (status, output));
        Assert.Equal((4, output, ""), Program.Run(["apply", .. wanted]));
    }

    [Fact]
    public void Nagios_has_thresholds()
    {
        using var not = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "0\n", ["/etc/passwd"] = "" };

        var (status, output, _) = Program.Run("check", "--root", not.Folder, "--only", "userns.max", "--format", "nagios", "-w", "5", "-c", "1");
        Assert.Equal(1, status);
        Assert.StartsWith("ROOTLESS-HOST WARNING - ", output);
        Assert.Contains("'warn'=0;5;;0 'fail'=1;;1;0 ", output);
        Assert.Equal(2, Program.Run("check", "--root", not.Folder, "--only", "userns.max", "--format", "nagios").Status);
    }

    [Fact]
    public void A_message_is_explained_from_the_command_line_and_from_standard_input()
    {
        using var host = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "0\n", ["/etc/passwd"] = "" };

        var (status, output, error) = Program.Run("explain", "--root", host.Folder, "cannot", "clone:", "No space left on device");
        Assert.Equal((0, ""), (status, error));
        Assert.Contains("\nBehind it, on this host:\n\nFAIL userns.max\n", output);

        Assert.Equal((output, ""), Paste($"printf '%s' '-bash: oops\ncannot clone: No space left on device' | program explain --root {host.Folder} -"));
        // Of what is longer than anybody pastes, the end is read.
        Assert.Equal((output, ""), Paste($"(yes unshare failed: Operation not permitted 2>/dev/null | head -c 3000000; echo cannot clone: No space left on device) | program explain --root {host.Folder} - | sed '/^unshare/,/^  .*unshare.c$/d'"));

        Assert.Equal(1, Program.Run("explain", "--root", host.Folder, "what is this").Status);
        Assert.Equal(1, Program.Run("explain", "--root", host.Folder, "-bash: something").Status);
        Assert.StartsWith("{\n  \"schema\": \"rootless-host.diagnosis/1\",\n  \"recognised\": true,", Program.Run("explain", "--root", host.Folder, "--format", "json", "cannot clone: No space left on device").Output);

        static (string, string) Paste(string script)
        {
            var (_, output, error) = Program.Shell(script);
            return (output, error);
        }
    }

    [Fact]
    public void A_check_is_explained_for_whom_was_named()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\n", ["/etc/subuid"] = "" };

        Assert.DoesNotContain("On this host", Program.Run("explain", "--root", host.Folder, "subid.present").Output);
        Assert.Contains("\nOn this host, for alice: fail: no subordinate uids or gids\nFix: give alice", Program.Run("explain", "--root", host.Folder, "--user", "alice", "subid.present").Output);
        Assert.StartsWith("{\n  \"id\": \"subid.present\",\n", Program.Run("explain", "--root", host.Folder, "--user", "alice", "subid.present", "--format", "json").Output);
    }

    [Fact]
    public void What_no_remedy_can_mend_is_4()
    {
        using var host = new FixtureHost { ["/etc/passwd"] = "" };
        host.MakeFolder("/proc/sys/user/max_user_namespaces"); // a directory: could not be found out

        Assert.Equal(4, Program.Run("check", "--root", host.Folder, "--only", "userns.max", "--detailed-exitcode").Status);
    }

    [Fact]
    public void Warnings_count_when_strict()
    {
        using var host = new FixtureHost { ["/proc/sys/user/max_user_namespaces"] = "1000\n", ["/etc/passwd"] = "" };

        Assert.Equal(0, Program.Run("check", "--root", host.Folder, "--only", "userns.max").Status);
        Assert.Equal(1, Program.Run("check", "--root", host.Folder, "--only", "userns.max", "--strict").Status);
    }

    [Theory]
    [InlineData("program version >/dev/full; echo $?", "74\n", "rootless-host: write standard output: No space left on device\n")]
    [InlineData("program check -v --format html --root / >/dev/full; echo $?", "74\n", "rootless-host: write standard output: No space left on device\n")]
    [InlineData("program --help >/dev/full; echo $?", "74\n", "rootless-host: write standard output: No space left on device\n")]
    [InlineData("program list --format json | true; echo ${PIPESTATUS[0]}", "*", "")]
    [InlineData("program check --root /nonexistent; echo $?", "74\n", "rootless-host: open /nonexistent: No such file or directory\n")]
    [InlineData("program check --config /nonexistent.toml; echo $?", "78\n", "rootless-host: /nonexistent.toml: no such file\n")]
    public void What_cannot_be_done_has_its_number(string script, string output, string error)
    {
        var said = Program.Shell(script);

        Assert.Equal((output == "*" ? said.Output : output, error), (said.Output, said.Error));
    }

    [Fact]
    public void A_capture_that_is_none_is_65()
    {
        using var host = new FixtureHost { ["/.rootless-host-capture"] = "rootless-host.capture/1\nnonsense\n" };

        Assert.Equal((65, "", "rootless-host: .rootless-host-capture:2: not a line of a capture\n"), Program.Run("check", "--root", host.Folder));
    }

    [Fact]
    public void A_bad_configuration_is_78_with_its_place()
    {
        using var host = new FixtureHost { ["/etc/rootless-host/config.d/10-x.toml"] = "engines = []\nusrs = []\n" };

        Assert.Equal((78, "", "rootless-host: /etc/rootless-host/config.d/10-x.toml:2:1: unknown key 'usrs': engines, users, needs, [subordinate-ids], [apply], [watch], [serve], [[profile]]\n"), Program.Run("check", "--root", host.Folder));
    }

    [Fact]
    public void The_configuration_says_what_should_be_and_options_go_before_it()
    {
        using var host = new FixtureHost
        {
            ["/etc/rootless-host/config.toml"] = "engines = [\"podman\"]\nneeds = [\"ping\"]\nusers = [\"1000-1001\"]\n",
            ["/etc/passwd"] = "alice:x:1000:1000::/home/alice:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\ncarol:x:1002:1002::/home/carol:/bin/sh\n",
        };

        Assert.StartsWith("Image ready: podman for alice and bob.\n", Program.Run("check", "--root", host.Folder, "--only", "userns.max").Output);
        Assert.StartsWith("Image ready: docker for carol.\n", Program.Run("check", "--root", host.Folder, "--only", "userns.max", "--engine", "docker", "--user", "carol").Output);
    }

    [Fact]
    public void Time_that_runs_out_is_124_even_in_a_call_that_hangs()
    {
        // Standard output is a pipe that nobody reads: the write never returns.
        var (_, output, error) = Program.Shell("mkfifo \"$0.$$\" && exec 9<>\"$0.$$\" && rm \"$0.$$\" && head -c 65536 /dev/zero >&9; program list --timeout 1 >&9; echo $? >&2".Replace("$0", Path.Combine(Path.GetTempPath(), "rootless-host-fifo")));

        Assert.Equal(("", "rootless-host: no answer within 1 s\n124\n"), (output, error));
    }

    [Fact]
    public void Colour_follows_the_conventions()
    {
        string[] list = ["list"];
        Assert.DoesNotContain("\e", Program.Run(list).Output);
        Assert.Contains("\e", Program.Run("list", "--color", "always").Output);
        Assert.Contains("\e", Program.RunIn(new() { ["CLICOLOR_FORCE"] = "1" }, list).Output);
        Assert.DoesNotContain("\e", Program.RunIn(new() { ["CLICOLOR_FORCE"] = "1", ["NO_COLOR"] = "1" }, list).Output);
        Assert.DoesNotContain("\e", Program.RunIn(new() { ["CLICOLOR_FORCE"] = "1" }, "list", "--color", "never").Output);
        Assert.Contains("\e", Program.RunIn(new() { ["NO_COLOR"] = "1" }, "list", "--color", "always").Output);
    }

    [Fact]
    public void An_output_file_is_replaced_in_one_step_and_a_link_is_not_followed()
    {
        using var host = new FixtureHost { ["/etc/victim"] = "precious\n" };
        host.MakeLink("/out/report.json", "../etc/victim");

        Assert.Equal((0, "", ""), Program.Run("list", "--format", "json", "--output", host.On("/out/report.json")));
        Assert.Equal("precious\n", File.ReadAllText(host.On("/etc/victim")));
        Assert.Null(new FileInfo(host.On("/out/report.json")).LinkTarget);
        Assert.StartsWith("[\n", File.ReadAllText(host.On("/out/report.json")));
        Assert.Single(Directory.GetFileSystemEntries(host.On("/out")));
    }

    [Theory]
    [InlineData("/dev/null", "rootless-host: write /dev/null: below /dev, where no file is replaced\n")]
    [InlineData("/nonexistent/x", "rootless-host: open /nonexistent/x: No such file or directory\n")]
    [InlineData("/tmp", "rootless-host: write /tmp: not a regular file\n")]
    public void An_output_that_is_no_file_is_74(string path, string error) => Assert.Equal((74, "", error), Program.Run("list", "--output", path));

    [Fact]
    public void Bash_completes_verbs_options_ids_and_needs()
    {
        const string Script = """
            eval "$(program completion bash)"
            rootless-host() { program "$@"; }
            try() { COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=("${@:2}"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _rootless_host; echo "${COMPREPLY[*]}"; }
            IFS=' '
            try 'rootless-host ch' rootless-host ch
            try 'rootless-host check --eng' rootless-host check --eng
            try 'rootless-host explain systemd.li' rootless-host explain systemd.li
            try 'rootless-host check --need sw' rootless-host check --need sw
            """;

        var (_, output, error) = Program.Shell(Script);

        Assert.Equal(("check\n--engine\nsystemd.linger\nswarm\n", ""), (output, error));
    }
}
