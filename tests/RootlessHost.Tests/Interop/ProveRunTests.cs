using System.Text.Json;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>A command in a container of an image from a file: with this machine's Podman, Docker and LXC, for an account of the test's own.</summary>
public sealed class ProveRunTests : IDisposable
{
    // crun runs in no hybrid of cgroups.
    private const string Prologue = """
        ! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified
        mount -t tmpfs none /tmp && mount -t tmpfs none /run/user && install -d -o alice -g alice -m 700 /run/user/1000
        traces() {
          find /home/alice /tmp /var/tmp /run/user ! -path '*/proof-*' | sort
          awk '/^Name:/ { name = $2 } /^State:/ { state = $2 } /^Uid:/ { if (state != "Z" && ($2 == 1000 || ($2 >= 200000 && $2 < 265536))) print name, $2 }' /proc/[0-9]*/status 2>/dev/null | sort
          cut -d' ' -f4,5 /proc/self/mountinfo | sort
        }
        run() { rootless-host prove --user alice --engine "$engine" --only engine.probe-run --each "${each:-120}" --format json --output /var/proofs.json --run "$@"; }

        """;

    private const string Daemon = """
        socket=unix:///run/user/1000/docker.sock
        setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/alice XDG_RUNTIME_DIR=/run/user/1000 \
          rootlesskit --state-dir=/run/user/1000/kit --net=host --copy-up=/etc --copy-up=/run --propagation=rslave \
          dockerd --rootless --storage-driver vfs --bridge none --ip-forward=false --iptables=false --ip6tables=false -H "$socket" >/var/docker.log 2>&1 &
        daemon=$!
        for i in $(seq 600); do docker --host "$socket" version >/dev/null 2>&1 && break; sleep 0.1; done
        images() { docker --host "$socket" image ls --all --no-trunc --format '{{.ID}} {{.Repository}}:{{.Tag}}'; docker --host "$socket" ps --all --quiet; }

        """;

    private readonly ScratchMachine _machine = new();

    public ProveRunTests()
    {
        foreach (string program in (string[])["podman", "newuidmap", "busybox"]) Assert.SkipUnless(File.Exists($"/usr/bin/{program}"), $"{program} is not installed");
        Do("useradd -m -u 1000 -U alice && printf 'alice:200000:65536\\n' | tee /etc/subuid >/etc/subgid");
        // In the image: programs, and a file of another's, which the user alone cannot remove.
        Do("""
            mkdir -p /etc/containers /var/image/bin /var/image/theirs && echo '{"default":[{"type":"insecureAcceptAnything"}]}' >/etc/containers/policy.json
            if [ -x /usr/sbin/runc ]; then printf '[engine]\nruntime = "runc"\n' >/etc/containers/containers.conf; fi
            cp /usr/bin/busybox /var/image/bin/ && for name in true id sh sleep; do ln -s busybox /var/image/bin/$name; done
            touch /var/image/theirs/file && chown -R 1234:1234 /var/image/theirs && chmod 700 /var/image/theirs
            tar -C /var/image -cf /var/files.tar . && chmod 600 /var/files.tar && mkdir -p /var/tmp && chmod 1777 /var/tmp
            mkdir /var/saved && cp /var/files.tar /var/saved/layer.tar && cd /var/saved
            printf '{"architecture":"amd64","os":"linux","config":{"User":"1234","Entrypoint":["nowhere"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$(sha256sum <layer.tar | cut -d' ' -f1)" >config.json
            echo '[{"Config":"config.json","RepoTags":["localhost/saved:1"],"Layers":["layer.tar"]}]' >manifest.json
            tar -czf /var/saved.tar.gz layer.tar config.json manifest.json
            """);
        Do("chmod 711 /home/alice && install -d -o alice -g alice /home/alice/.config /home/alice/.config/lxc && printf 'lxc.idmap = u 0 200000 65536\nlxc.idmap = g 0 200000 65536\nlxc.net.0.type = veth\nlxc.net.0.link = nowhere\n' >/home/alice/.config/lxc/default.conf");
        Ending probe = Run($"{Prologue}setpriv --reuid 1000 --regid 1000 --clear-groups unshare --user --map-root-user --pid --net --mount --fork mount -t proc proc /proc");
        Assert.SkipUnless(probe.Status == 0, $"no container to be had here: {probe.Errors}");
    }

    [Fact]
    public void Podman_runs_a_command_of_files_and_of_an_image_and_nothing_is_left()
    {
        // Only root may read the first, whose command is root in its container, and alice outside; the second's is another of her ids.
        string output = Do($"{Prologue}engine=podman; traces >/var/before; run /var/files.tar -- id -u; cp /var/proofs.json /var/first.json; run /var/saved.tar.gz -- id -u; traces | diff /var/before -");

        Assert.Equal("", output);
        Assert.Equal("pass id ran in a container, and said: 0", Proof("/var/first.json"));
        Assert.Equal("pass id ran in a container, and said: 1234", Proof());
    }

    [Fact]
    public void Docker_runs_it_too_and_gives_back_a_name_that_the_image_took()
    {
        foreach (string program in (string[])["/usr/sbin/dockerd", "/usr/bin/docker", "/usr/bin/rootlesskit"]) Assert.SkipUnless(File.Exists(program), $"{program} is not installed");

        string output = Do($$"""
            {{Prologue}}{{Daemon}}engine=docker
            docker --host "$socket" import - localhost/saved:1 </var/files.tar >/dev/null
            images >/var/before
            for file in /var/files.tar /var/saved.tar.gz; do run "$file" -- id -u; images | diff /var/before -; done
            docker --host "$socket" image rm localhost/saved:1 >/dev/null
            run /var/saved.tar.gz
            images
            kill $daemon; wait $daemon || true
            run /var/saved.tar.gz && exit 1
            grep -o 'Cannot connect to the Docker daemon' /var/proofs.json
            """);

        Assert.Equal("Cannot connect to the Docker daemon\n", output);
        Assert.StartsWith("fail docker: Cannot connect to the Docker daemon at unix:///run/user/1000/docker.sock. Is the docker daemon running?", Proof(), StringComparison.Ordinal);
        Assert.DoesNotContain("BUG", Proof(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lxc_runs_a_command_of_files_and_refuses_an_image_that_it_has_no_way_to_take_in()
    {
        RequireLxc();

        string output = Do($"{Prologue}engine=lxc; traces >/var/before; run /var/files.tar -- sh -c 'echo $(id -u) $(stat -c %u /theirs) $(ls /sys/class/net)'; cp /var/proofs.json /var/first.json; run /var/saved.tar.gz || true; traces | diff /var/before -");

        Assert.Equal("", output);
        Assert.Equal("pass sh ran in a container, and said: 0 1234 lo", Proof("/var/first.json"));
        Assert.Equal("fail LXC takes in no image that save wrote: give it the files of a root filesystem, as podman export writes them", Proof());
    }

    [Theory]
    [InlineData("", "sh -c 'echo so >&2; exit 7'", "fail sh ended with status 7 in its container, and said: so")]
    [InlineData("chmod 700 /home/alice", "true", "fail lxc-execute: Permission denied - Could not access /home/alice. Please grant it x access, or add an ACL for the container root")]
    [InlineData("sed -i s/200000/300000/ /home/alice/.config/lxc/default.conf", "true", "fail lxc-usernsexec")]
    [InlineData("rm /home/alice/.config/lxc/default.conf", "true", "fail /home/alice/.config/lxc/default.conf maps no ids")]
    public void What_lxc_cannot_do_it_says_and_a_check_explains(string broken, string command, string said)
    {
        RequireLxc();

        Assert.Equal(1, Run($"{Prologue}engine=lxc; {broken}\nrun /var/files.tar -- {command}").Status);

        Assert.StartsWith(said, Proof(), StringComparison.Ordinal);
        Assert.DoesNotContain("BUG", Proof(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh -c 'echo so >&2; exit 7'", "fail sh ended with status 7 in its container, and said: so")]
    [InlineData("sh -c 'exit 126'", "fail sh ended with status 126 in its container")]
    [InlineData("no-such-thing", "fail podman: ")]
    public void A_command_that_fails_is_no_bug_of_anybodys(string command, string said)
    {
        Assert.Equal(1, Run($"{Prologue}engine=podman; run /var/files.tar -- {command}").Status);

        Assert.StartsWith(said, Proof(), StringComparison.Ordinal);
        Assert.DoesNotContain("BUG", Proof(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_never_ends_is_ended_and_nothing_is_left()
    {
        Ending ending = Run($"{Prologue}engine=podman; traces >/var/before; each=15; run /var/saved.tar.gz -- sleep 1000; traces | diff /var/before -");

        Assert.Equal("", ending.Output);
        Assert.Equal("fail sleep did not end within 15 s in its container", Proof());
    }

    [Theory]
    [InlineData("KILL", "podman", "saved.tar.gz", 201233)]
    [InlineData("INT", "podman", "saved.tar.gz", 201233)]
    [InlineData("KILL", "lxc", "files.tar", 200000)]
    [InlineData("INT", "lxc", "files.tar", 200000)]
    public void Ended_while_the_container_runs_it_leaves_nothing(string signal, string engine, string file, int uid)
    {
        if (engine == "lxc") RequireLxc();
        // Its process belongs to another id than alice's own: she may not end it, Podman may.
        Ending ending = Run($$"""
            {{Prologue}}traces >/var/before
            env --default-signal=INT rootless-host prove -q --user alice --engine {{engine}} --only engine.probe-run --run /var/{{file}} -- sleep 1000 & proof=$!
            there() { awk '/^Name:/ { mine = $2 == "sleep" } /^Uid:/ { if (mine && $2 == {{uid}}) print }' /proc/[0-9]*/status 2>/dev/null; }
            for i in $(seq 1200); do [ -z "$(there)" ] || break; [ -d /proc/$proof ] || break; sleep 0.05; done
            [ -n "$(there)" ] || { echo "the container never ran"; exit 99; }
            kill -{{signal}} $proof; wait $proof 2>/dev/null
            for i in $(seq 600); do traces | diff /var/before - >/var/left && exit 0; sleep 0.05; done
            cat /var/left; exit 1
            """, patience: TimeSpan.FromMinutes(3));

        Assert.Equal((0, ""), (ending.Status, ending.Output));
    }

    [Theory]
    [InlineData("--engine podman --run /etc/passwd", 65, "/etc/passwd: it is no tar archive, nor one that gzip has compressed")]
    [InlineData("--engine podman --run /var/cut.tar", 65, "/var/cut.tar: it ends in the middle")]
    [InlineData("--engine podman --run /var/nowhere.tar", 74, "open /var/nowhere.tar: No such file or directory")]
    [InlineData("--engine podman --run /var/fifo", 74, "read /var/fifo: not a regular file")]
    [InlineData("--engine k3s --run /var/files.tar", 64, "--run: docker, podman and lxc run an image here, and none of them was asked for")]
    [InlineData("--engine podman -- id", 64, "'id': a command is for --run IMAGE-TAR")]
    public void What_cannot_be_run_is_said_in_a_line(string arguments, int status, string error)
    {
        Ending ending = Run($"head -c 5000 /var/files.tar >/var/cut.tar; mkfifo /var/fifo; rootless-host prove --user alice {arguments}");

        Assert.Equal((status, "", $"rootless-host: {error}\n"), (ending.Status, ending.Output, ending.Errors));
    }

    [Fact]
    public void An_engine_that_is_not_there_is_69()
    {
        Ending ending = Run("mkdir /var/empty; mount --bind /var/empty /usr/bin; rootless-host prove --user alice --engine podman --run /var/files.tar");

        Assert.Equal((69, "", "rootless-host: podman is not installed\n"), (ending.Status, ending.Output, ending.Errors));
    }

    public void Dispose() => _machine.Dispose();

    private static void RequireLxc() => Assert.SkipUnless(File.Exists("/usr/bin/lxc-execute"), "lxc is not installed");

    private Ending Run(string script, TimeSpan? patience = null) => _machine.RunApart(script, patience);

    private string Do(string script) => _machine.DoApart(script);

    private string Proof(string file = "/var/proofs.json")
    {
        using JsonDocument proofs = JsonDocument.Parse(_machine[file]);
        JsonElement proof = proofs.RootElement.GetProperty("proofs")[0];
        return $"{proof.GetProperty("status")} {proof.GetProperty("reason")}{(proof.GetProperty("bug").GetBoolean() ? " BUG" : "")}";
    }
}
