using System.Text.Json;
using System.Text.RegularExpressions;

namespace RootlessHost.Tests.Shipped;

/// <summary>Root's look tells nobody what only root may see, whatever an account's files are links to and whatever they name.</summary>
public sealed partial class DisclosureTests
{
    private const string Marker = "hunter2";

    private const string Engines = "--engine docker --engine podman --engine nerdctl --engine buildkit --engine k3s --engine kubernetes --engine apptainer --engine lxc";

    // As each reader of such a file would read something in it, or complain of it with its text.
    private static readonly string[] Contents =
    [
        $"password {Marker}\n",
        $"[storage]\ndriver = \"{Marker}\"\ngraphroot = \"/{Marker}/x\"\nrootless_storage_path = \"/{Marker}/y\"\n[engine]\nruntime = \"{Marker}\"\n[network]\ndefault_rootless_network_cmd = \"{Marker}\"\n",
        $"{{\"data-root\": \"/{Marker}\", \"storage-driver\": \"{Marker}\", \"{Marker}\": 1, \"userns-remap\": \"{Marker}\"}}",
        $"lxc.idmap = u 0 {Marker} 65536\nlxc.{Marker} = 1\nlxc.default_config = /{Marker}\nlxc.lxcpath = /{Marker}\nlxc.net.0.type = veth\nlxc.include = /{Marker}\n",
        $"[Service]\nEnvironment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET={Marker}\nDelegate={Marker}\nExecStart=/{Marker}\n",
        "4242\n",
    ];

    private static readonly string[] Files =
    [
        ".config/docker/daemon.json", ".config/containers/storage.conf", ".config/containers/containers.conf", ".config/containers/containers.conf.d/a.conf",
        ".config/containers/policy.json", ".config/lxc/default.conf", ".config/lxc/lxc.conf", ".local/share/lxc/c/config", ".config/systemd/user/docker.service",
        ".config/systemd/user/docker.service.d/a.conf", ".config/systemd/user/containerd.service", ".config/systemd/user/buildkit.service", ".config/systemd/user/k3s-rootless.service",
    ];

    private static readonly string[] Directories =
    [
        ".config", ".config/docker", ".config/containers", ".config/containers/containers.conf.d", ".config/lxc", ".config/systemd", ".config/systemd/user/docker.service.d",
        ".local", ".local/share", ".local/share/lxc", ".local/share/containers", ".local/share/docker", ".local/share/docker/overlay2", ".apptainer", "bin",
    ];

    // A key that names a file, in the file that it stands in.
    private static readonly (string File, string Text)[] Keys =
    [
        (".config/docker/daemon.json", "{\"data-root\": \"PATH\"}"), (".config/docker/daemon.json", "{\"graph\": \"PATH/below\"}"),
        (".config/containers/storage.conf", "[storage]\ngraphroot = \"PATH\"\n"), (".config/containers/storage.conf", "[storage]\nrootless_storage_path = \"PATH/x\"\n"),
        (".config/containers/containers.conf", "[engine]\nruntime = \"PATH\"\n"), (".config/lxc/lxc.conf", "lxc.lxcpath = PATH\n"),
        (".config/lxc/lxc.conf", "lxc.default_config = PATH\n"), (".config/lxc/default.conf", "lxc.include = PATH\n"), (".config/lxc/default.conf", "lxc.include = PATH/\n"),
    ];

    [Fact]
    public void No_format_no_route_and_no_log_tells_what_only_root_may_see()
    {
        using Strangers strangers = Homes();
        Ending ending = strangers.Run($$"""
            umask 022
            for format in text json jsonl junit tap sarif nagios prometheus html ansible salt zabbix; do "$0" check --all-users {{Engines}} -v --format $format >$PWD/check.$format 2>&1; done
            "$0" plan --all-users {{Engines}} --diff >$PWD/plan 2>&1
            "$0" plan --all-users {{Engines}} --format json >$PWD/plan.json 2>&1
            "$0" ids --format json >$PWD/ids 2>&1
            "$0" capture $PWD/capture.tar 2>&1
            # The worker has no more than its unit gives it.
            setpriv --bounding-set=-all,+dac_read_search,+sys_ptrace --inh-caps=-all "$0" watch --all-users {{Engines}} -v --report /run/report.json >$PWD/watch 2>&1 & watch=$!
            for n in $(seq 600); do [ -e /run/report.json ] && break; sleep 0.1; done
            "$0" serve -v --report /run/report.json --listen unix:/run/health.sock >$PWD/serve 2>&1 & serve=$!
            for n in $(seq 600); do curl -sf --unix-socket /run/health.sock http://localhost/startedz && break; sleep 0.1; done >$PWD/started
            for route in readyz?verbose healthz health v1/report metrics '' v1/checks/engine.config v1/checks/storage.path readyz/storage.path; do curl -s --unix-socket /run/health.sock "http://localhost/$route"; done >$PWD/routes
            cp /run/report.json $PWD/
            kill $watch $serve
            wait
            """);

        string[] told = ["check.text", "check.json", "check.jsonl", "check.junit", "check.tap", "check.sarif", "check.nagios", "check.prometheus", "check.html", "check.ansible", "check.salt", "check.zabbix",
            "plan", "plan.json", "ids", "capture.tar", "watch", "serve", "routes", "report.json"];
        foreach (string file in told)
        {
            string text = File.ReadAllText(Path.Combine(strangers.Folder, file));
            Assert.True(text.Length > 40, $"{file} is empty: {ending.Errors}");
            Assert.False(text.Contains(Marker, StringComparison.Ordinal), $"{file} tells {Around(text)}");
        }
    }

    [Fact]
    public void A_worker_without_the_right_to_become_others_tells_the_same()
    {
        using Strangers strangers = Homes();
        Ending ending = strangers.Run($$"""
            "$0" check --all-users {{Engines}} --format json >$PWD/root.json
            setpriv --bounding-set=-all,+dac_read_search,+sys_ptrace --inh-caps=-all "$0" check --all-users {{Engines}} --format json >$PWD/worker.json
            """);
        Assert.SkipWhen(ending.Errors.Contains("setpriv: ", StringComparison.Ordinal), ending.Errors);

        Assert.Equal(Findings(strangers, "root.json", _ => true), Findings(strangers, "worker.json", _ => true));
    }

    [Fact]
    public void Nobody_learns_whether_something_is_there_by_naming_it()
    {
        using var strangers = new Strangers();
        Directory.CreateDirectory(Path.Combine(strangers.Roots, "here/below/x/vfs-images"));
        File.WriteAllText(Path.Combine(strangers.Roots, "here/below/daemon.json"), "{");
        var pairs = new List<(string Here, string Gone)>();
        foreach ((string file, string text) in Keys)
        {
            string Named(string path) => strangers.Add((home, _) => Write(home, file, text.Replace("PATH", path)));
            pairs.Add((Named("/root/here"), Named("/root/gone")));
            pairs.Add((Named("/root/here/below"), Named("/root/gone/below")));
        }
        foreach (string link in Files.Concat(Directories))
        {
            string Linked(string path) => strangers.Add((home, _) => Link(home, link, path));
            pairs.Add((Linked("/root/here"), Linked("/root/gone")));
        }
        Ending ending = strangers.Run($"\"$0\" check --all-users {Engines} --format json >$PWD/report.json");

        Assert.Equal((1, ""), (ending.Status, ending.Errors));
        foreach ((string here, string gone) in pairs) Assert.Equal(Findings(strangers, "report.json", user => user == gone), Findings(strangers, "report.json", user => user == here));
    }

    // An account for each file and each text, and for each directory; what the links lead to is below a directory of root's, and open to all by its own mode.
    private static Strangers Homes()
    {
        var strangers = new Strangers();
        for (int i = 0; i < Contents.Length; i++)
        {
            string target = $"/root/{i}/secret";
            Write(strangers.Roots, $"{i}/secret", Contents[i]);
            foreach (string file in Files) strangers.Add((home, _) => Link(home, file, target));
            strangers.Add((home, _) => Write(home, ".config/lxc/default.conf", $"lxc.include = {target}\n"));
            strangers.Add((home, run) => Link(run, "libpod/tmp/pause.pid", target));
        }
        foreach (string directory in Directories)
        {
            // Below it everything that may be looked for, with names that tell.
            string target = $"trees/{directory.Replace('/', '_')}";
            foreach (string file in Files.Append($"{directory}/{Marker}.conf").Append($"{directory}/{Marker}/config"))
            {
                if (file.StartsWith(directory + "/", StringComparison.Ordinal)) Write(strangers.Roots, $"{target}/{file[(directory.Length + 1)..]}", string.Concat(Contents[1]));
            }
            strangers.Add((home, _) => Link(home, directory, $"/root/{target}"));
        }
        strangers.Add((home, _) => Write(home, ".config/lxc/default.conf", "lxc.include = /root/trees/.config_lxc\n"));
        strangers.Add((home, _) => Write(home, ".config/lxc/lxc.conf", "lxc.lxcpath = /root/trees/.local_share_lxc\n"));
        strangers.Add((home, _) => Link(home, ".config/containers/storage.conf", "/proc/self/environ"));
        strangers.Add((home, _) => Link(home, ".config/containers/storage.conf", "/proc/self/root/root/0/secret"));
        return strangers;
    }

    private static string Findings(Strangers strangers, string file, Func<string, bool> isOf)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(strangers.Folder, file)));
        return string.Join('\n', document.RootElement.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("user").GetString() is { } user && isOf(user))
            .Select(finding => Own().Replace(finding.GetRawText(), "OWN").Replace("here", "gone", StringComparison.Ordinal)));
    }

    private static void Write(string home, string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, file))!);
        File.WriteAllText(Path.Combine(home, file), text);
    }

    private static void Link(string home, string file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, file))!);
        File.CreateSymbolicLink(Path.Combine(home, file), target);
    }

    private static string Around(string text) => text.IndexOf(Marker, StringComparison.Ordinal) is var at ? text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 50)] : "";

    // What is each account's own: its name, its ids and its ranges.
    [GeneratedRegex(@"\bs[0-9]+\b|\b4[2-4][0-9][0-9]\b|\b[0-9]{6,}\b")]
    private static partial Regex Own();
}
