using System.Text.Json;
using System.Text.RegularExpressions;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>
/// What <c>prove</c> does on this machine, with its programs and its kernel, for an account of the test's own. Whether a /proc and a /sys may be mounted is this machine's
/// doing, and asked in a test of its own.
/// </summary>
public sealed class ProveTests : IDisposable
{
    // A /tmp and a /run/user of its own, so that what is left over is seen and is the program's.
    private const string Prologue = "mount -t tmpfs none /tmp && mount -t tmpfs none /run/user && install -d -o alice -g alice -m 700 /run/user/1000; ";

    private const string Prove = "rootless-host prove --user alice --engine podman --skip userns.probe-proc --skip net.probe-driver ";

    // Everything of hers, by path, by process and by mount.
    private const string Traces = """
        traces() {
          find /home/alice /tmp /run/user ! -path '*/proof-*' | sort
          awk '/^Name:/ { name = $2 } /^State:/ { state = $2 } /^Uid:/ { if (state != "Z" && ($2 == 1000 || ($2 >= 200000 && $2 < 265536))) print name, $2 }' /proc/[0-9]*/status 2>/dev/null | sort
          cut -d' ' -f4,5 /proc/self/mountinfo | sort
        }

        """;

    private readonly ScratchMachine _machine = new();

    public ProveTests()
    {
        foreach (string program in (string[])["podman", "newuidmap", "nsenter"]) Assert.SkipUnless(File.Exists($"/usr/bin/{program}"), $"{program} is not installed");
        Do("useradd -m -u 1000 -U alice && printf 'alice:200000:65536\\n' | tee /etc/subuid >/etc/subgid");
        Ending probe = Run("setpriv --reuid 1000 --regid 1000 --clear-groups unshare --user true");
        Assert.SkipUnless(probe.Status == 0, $"no user namespace to be had here: {probe.Errors}");
    }

    [Fact]
    public void What_works_here_is_said_to_work_and_nothing_is_left_of_it()
    {
        string output = Do($"{Prologue}{Traces}traces >/var/before; {Prove} --format json --output /var/proofs.json --only 'userns.*' --only storage.probe-overlay --only sec.probe-keys; traces | diff /var/before -");

        Assert.Equal("", output);
        Assert.Equal(
            [
                "userns.probe-self - pass", "userns.probe-mapped - pass", "userns.probe-engine podman pass", "storage.probe-overlay podman pass", "sec.probe-keys - pass",
            ],
            Proofs());
    }

    [Fact]
    public void A_new_proc_and_a_new_sys_are_mounted_and_a_part_that_is_covered_forbids_it()
    {
        const string Probe = "setpriv --reuid 1000 --regid 1000 --clear-groups unshare --user --map-root-user --pid --net --mount --fork sh -c 'mount -t proc proc /proc && mount -t sysfs sysfs /sys'";
        Ending probe = Run(Probe);
        Assert.SkipUnless(probe.Status == 0, $"not to be mounted here: {probe.Errors}");

        Do($"{Prologue}rootless-host prove --user alice --engine podman --only userns.probe-proc --format json --output /var/proofs.json");

        Assert.Equal(["userns.probe-proc podman pass"], Proofs());

        Ending covered = Run($"{Prologue}mount -t tmpfs none /proc/sys/kernel; rootless-host prove --user alice --engine podman --only userns.probe-proc --format json --output /var/proofs.json");

        Assert.Equal(1, covered.Status);
        Assert.StartsWith("userns.probe-proc podman fail", Proofs()[0], StringComparison.Ordinal);
        Assert.Contains("mount -t proc /proc: Operation not permitted", _machine["/var/proofs.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_that_is_too_small_fails_and_the_check_of_its_size_says_why()
    {
        _machine["/etc/subuid"] = _machine["/etc/subgid"] = "alice:200000:1000\n";

        Ending ending = _machine.Run($"{Prologue}{Prove} --format json --output /var/proofs.json --only userns.probe-mapped");

        // Podman makes do with it, so it is no failure.
        Assert.Equal(0, ending.Status);
        Assert.Equal(["userns.probe-mapped - warn subid.size"], Proofs());
        Assert.Contains("\"reason\": \"chown /home/alice/.rootless-host-", _machine["/var/proofs.json"], StringComparison.Ordinal);
        Assert.Contains("/owned: Invalid argument\"", _machine["/var/proofs.json"], StringComparison.Ordinal);
        Assert.Contains("\"errno\": \"EINVAL\"", _machine["/var/proofs.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_who_has_no_ranges_fails_where_they_are_required()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rootlesskit"), "rootlesskit is not installed");
        _machine["/etc/subuid"] = _machine["/etc/subgid"] = "";

        Ending ending = _machine.Run($"{Prologue}rootless-host prove --user alice --engine docker --only 'userns.*' --skip userns.probe-proc --format json --output /var/proofs.json");

        Assert.Equal(1, ending.Status);
        Assert.Equal(["userns.probe-self - pass", "userns.probe-mapped - fail subid.present", "userns.probe-engine docker fail subid.present"], Proofs());
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Ended_in_the_middle_it_leaves_nothing(string signal)
    {
        // Each time it is ended when some other process of it is there: whatever that has made so far is to go.
        foreach (string stage in (string[])["exe", "cat", "podman"])
        {
            Ending ending = Run($$"""
                {{Prologue}}{{Traces}}traces >/var/before
                here() { awk -v name="$1" '/^Name:/ { mine = $2 == name } /^State:/ { dead = $2 == "Z" } /^Uid:/ { if (mine && !dead && $2 == 1000) print }' /proc/[0-9]*/status 2>/dev/null; }
                env --default-signal=INT {{Prove}} -q & proof=$!
                for i in $(seq 2000); do [ -z "$(here {{stage}})" ] || break; [ -d /proc/$proof ] || break; done
                [ -d /proc/$proof ] || { echo "{{stage}} was never there"; exit 99; }
                kill -{{signal}} $proof; wait $proof 2>/dev/null; echo "status $?"
                for i in $(seq 600); do traces | diff /var/before - >/var/left && exit 0; sleep 0.05; done
                cat /var/left; exit 1
                """, patience: TimeSpan.FromMinutes(2));

            int status = signal switch { "KILL" => 137, "INT" => 130, _ => 143 };
            Assert.Equal((0, $"status {status}\n"), (ending.Status, ending.Output));
        }
    }

    [Fact]
    public void What_a_killed_proof_left_the_next_one_removes()
    {
        // Both at once: nobody is left to clean up. Beside it, what is not a proof's, or not hers, or in use.
        Ending ending = Run($$"""
            {{Prologue}}{{Traces}}
            cd /home/alice && install -d -o alice -g alice -m 700 .rootless-host-holder .rootless-host-longer-name .rootless-host-nobody
            install -d -m 700 .rootless-host-ofroot; ln -s /etc .rootless-host-linked; cd /
            setpriv --reuid 1000 --regid 1000 --clear-groups flock --no-fork /home/alice/.rootless-host-holder sleep 1000 & holder=$!
            for i in $(seq 600); do ! flock -n /home/alice/.rootless-host-holder true && break; sleep 0.05; done
            traces >/var/before
            {{Prove}} -q & proof=$!
            for i in $(seq 1200); do [ "$(ls -d /home/alice/.rootless-host-?????? | wc -l)" -gt 4 ] && break; [ -d /proc/$proof ] || break; sleep 0.01; done
            kill -KILL $proof $(cat /proc/$proof/task/*/children); wait $proof 2>/dev/null
            traces | diff /var/before - | grep -q /home/alice/.rootless-host- && echo left
            {{Prove}} -q --only sec.probe-keys; echo "status $?"
            traces | diff /var/before - | grep '^[<>]'
            kill $holder; wait $holder 2>/dev/null
            """, patience: TimeSpan.FromMinutes(2));

        Assert.Equal("left\nstatus 0\n< /home/alice/.rootless-host-nobody\n", ending.Output);
    }

    [Fact]
    public void Killed_at_any_moment_with_the_process_that_is_the_user_it_leaves_nothing()
    {
        // From when it is there; with what bash does without another process. Its first child is the one that has nothing else to do than what is seen here.
        Ending ending = Run($$"""
            {{Prologue}}{{Traces}}traces >/var/before
            prove() { exec {{Prove}} -q --only userns.probe-self --only userns.probe-mapped; }; export -f prove
            mkfifo /var/pause; exec 9<>/var/pause; seen=0
            for moment in {0..19}; do
              setsid bash -c prove & proof=$! children=()
              until [ ${#children[@]} -gt 1 ]; do read -ra children </proc/$proof/task/$proof/children || [ -d /proc/$proof ] || break; done
              printf -v pause 0.%03d $((moment * 20)); read -rt $pause -u 9
              kill -KILL -- -$proof ${children[1]}
              if compgen -G '/home/alice/.rootless-host-*' || compgen -G '/run/user/1000/.rootless-host-*'; then seen=$((seen + 1)); fi >/dev/null
              for i in {1..600}; do traces | diff /var/before - >/var/left && continue 2; sleep 0.05; done
              echo "at moment $moment: $(cat /var/left)"; exit 1
            done
            echo "seen $seen times"
            """, patience: TimeSpan.FromMinutes(4));

        Assert.Matches("^seen [1-9][0-9]* times\n$", ending.Output);
        Assert.Equal(0, ending.Status);
    }

    [Fact]
    public void What_a_program_that_was_being_started_holds_for_a_moment_longer_goes_too()
    {
        // A process between fork(2) and execve(2) has its parent's locks.
        Ending ending = Run($$"""
            {{Prologue}}{{Traces}}traces >/var/before
            install -d -o alice -g alice -m 700 /home/alice/.rootless-host-parent
            setpriv --reuid 1000 --regid 1000 --clear-groups flock --no-fork /home/alice/.rootless-host-parent sleep 1000 & holder=$!
            for i in $(seq 600); do ! flock -n /home/alice/.rootless-host-parent true && break; sleep 0.05; done
            prove() { exec {{Prove}} -q --only userns.probe-self; }; export -f prove
            setsid bash -c prove & proof=$! children=()
            until [ ${#children[@]} -gt 1 ]; do read -ra children </proc/$proof/task/$proof/children || [ -d /proc/$proof ] || break; done
            kill -KILL -- -$proof ${children[1]}
            sleep 1; ls -d /home/alice/.rootless-host-parent; kill $holder; wait $holder 2>/dev/null
            for i in $(seq 600); do traces | diff /var/before - >/var/left && exit 0; sleep 0.05; done
            cat /var/left; exit 1
            """, patience: TimeSpan.FromMinutes(2));

        Assert.Equal((0, "/home/alice/.rootless-host-parent\n"), (ending.Status, ending.Output));
    }

    [Fact]
    public void A_folder_that_another_proof_takes_for_left_over_before_it_is_held_is_made_anew()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed");

        // The first is stopped when it has made its folder.
        Ending ending = Run($$"""
            {{Prologue}}{{Traces}}traces >/var/before
            strace -f -qq -o /var/calls -e trace=mkdir -e inject=mkdir:signal=STOP:when=1 {{Prove}} -q --only userns.probe-self --only userns.probe-mapped & proof=$!
            for i in $(seq 600); do compgen -G '/run/user/1000/.rootless-host-*' >/dev/null && break; sleep 0.05; done
            {{Prove}} -q --only sec.probe-keys; echo "second $?"
            kill -CONT $(grep -l '^Uid:.1000' /proc/[0-9]*/status | cut -d/ -f3); wait $proof; echo "first $?"
            traces | diff /var/before -
            """, patience: TimeSpan.FromMinutes(2));

        Assert.Equal("second 0\nfirst 0\n", ending.Output);
        Assert.Equal(2, Regex.Count(_machine["/var/calls"], "mkdir\\(\"/run/user/1000/\\.rootless-host-[^/\"]*\""));
    }

    [Fact]
    public void The_users_own_files_lead_root_nowhere()
    {
        // What she can put where it is looked at: links to what only root may write or read.
        Do("install -d -m 700 /var/secret && install -d -m 1777 /var/open && runuser -u alice -- sh -c 'mkdir -p ~/.config/containers ~/.local/share/containers && ln -s /var/secret ~/.local/share/containers/storage'");

        Ending ending = Run($"{Prologue}find /etc /var/secret -newer /var/lib/dpkg/status -type f >/var/before; {Prove} --format json --output /var/proofs.json; find /etc /var/secret -newer /var/lib/dpkg/status -type f | diff /var/before -; ls -A /var/secret /var/open");

        Assert.Equal("/var/open:\n\n/var/secret:\n", ending.Output);
        Assert.Contains("storage.probe-overlay podman fail storage.path", Proofs());
    }

    [Fact]
    public void A_program_that_never_answers_is_given_up()
    {
        Do("runuser -u alice -- sh -c 'mkdir -p ~/.config/containers && mkfifo ~/.config/containers/storage.conf'");

        string output = Run($"{Prologue}{Traces}traces >/var/before; {Prove} --each 2 --format json --output /var/proofs.json --only userns.probe-engine --only storage.probe-overlay; traces | diff /var/before -").Output;

        Assert.Equal("", output);
        Assert.StartsWith("userns.probe-engine podman fail", Proofs()[0], StringComparison.Ordinal);
        Assert.Equal("storage.probe-overlay podman skip", Proofs()[1]);
        Assert.Contains("\"reason\": \"podman did not end within 2 s\"", _machine["/var/proofs.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_run_as_the_user_with_nothing_of_roots()
    {
        // In the place of the engine's: it tells what it was given.
        File.WriteAllText(_machine.On("/var/podman"), "#!/bin/sh\n{ grep -E '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Amb)|NoNewPrivs):' /proc/self/status; pwd; tr '\\0' '\\n' </proc/$$/environ | sort; readlink /proc/$$/fd/7 || echo none; } >~/seen 2>&1\nexit 3\n");
        File.SetUnixFileMode(_machine.On("/var/podman"), (UnixFileMode)0b111_101_101);
        Do("groupadd -g 1500 extra && usermod -aG extra alice");

        Ending ending = Run($"{Prologue}mount --bind /var/podman /usr/bin/podman; export SECRET=1 XDG_RUNTIME_DIR=/run/root; exec 7</etc/shadow; {Prove} --only userns.probe-engine --format json --output /var/proofs.json");

        Assert.Equal(1, ending.Status);
        Assert.Equal(
            """
            Uid: 1000 1000 1000 1000
            Gid: 1000 1000 1000 1000
            Groups: 1000 1500
            CapInh: 0000000000000000
            CapPrm: 0000000000000000
            CapEff: 0000000000000000
            CapAmb: 0000000000000000
            NoNewPrivs: 0
            /
            DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus
            HOME=/home/alice
            LC_ALL=C.UTF-8
            LOGNAME=alice
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            ROOTLESS_HOST_PROOF=/run/user/1000/.rootless-host-
            USER=alice
            XDG_RUNTIME_DIR=/run/user/1000
            none

            """.Replace("\r", "", StringComparison.Ordinal),
            Regex.Replace(_machine["/home/alice/seen"], "(?<=/\\.rootless-host-)[A-Za-z0-9]{6}$", "", RegexOptions.Multiline).Replace('\t', ' ').Replace("Groups: 1000 1500 ", "Groups: 1000 1500", StringComparison.Ordinal));
    }

    [Fact]
    public void Data_goes_out_to_the_host_and_comes_through_a_published_port()
    {
        foreach (string needed in (string[])["/usr/bin/rootlesskit", "/usr/bin/slirp4netns", "/dev/net/tun"]) Assert.SkipUnless(File.Exists(needed), $"there is no {needed}");

        // A tun for everybody, as udev makes it, and seen by nobody else.
        Ending ending = Run($"{Prologue}{Traces}touch /etc/hosts /etc/resolv.conf; mknod -m 666 /tmp/tun c 10 200 && mount --bind /tmp/tun /dev/net/tun; traces >/var/before; rootless-host prove --user alice --engine docker --need port:28080 --only net.probe-driver --only net.probe-publish --format json --output /var/proofs.json; traces | diff /var/before -", TimeSpan.FromMinutes(3));

        Assert.Equal("", ending.Output);
        Assert.Equal(["net.probe-driver docker pass", "net.probe-publish docker pass"], Proofs());
        Assert.Contains("\"reason\": \"slirp4netns, port driver builtin: data came from the namespace through 127.0.0.1:28080\"", _machine["/var/proofs.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_bridge_is_made_as_dockerd_makes_it_and_what_refuses_has_the_word()
    {
        foreach (string needed in (string[])["/usr/bin/rootlesskit", "/usr/sbin/iptables", "/sys/module/bridge"]) Assert.SkipUnless(Path.Exists(needed), $"there is no {needed}");
        const string Bridge = "rootless-host prove --user alice --engine docker --engine podman --only net.probe-bridge --format json --output /var/proofs.json";

        Do($"{Prologue}{Bridge}");

        Assert.Equal(["net.probe-bridge docker pass", "net.probe-bridge podman skip"], Proofs());

        Do($"printf '#!/bin/sh\necho Warning: of no account >&2; echo iptables: No chain/target/match by that name. >&2; exit 1\n' >/var/iptables && chmod 755 /var/iptables; {Prologue}mount --bind /var/iptables /usr/sbin/iptables; ! {Bridge}");

        Assert.Equal(["net.probe-bridge docker fail BUG", "net.probe-bridge podman skip"], Proofs());
        Assert.Contains("\"reason\": \"iptables: iptables: No chain/target/match by that name.\"", _machine["/var/proofs.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_an_engine_cannot_be_asked_alone_the_nearest_way_is_said_to_be_that()
    {
        Do($"{Prologue}rootless-host prove --user alice --engine apptainer --only userns.probe-engine --only storage.probe-overlay --format json --output /var/proofs.json");

        Assert.Equal(["userns.probe-engine apptainer pass", "storage.probe-overlay apptainer pass"], Proofs());
        Assert.Contains("\"reason\": \"a user namespace with the user's id alone, through unshare: apptainer makes none but with all that it starts\"", _machine["/var/proofs.json"], StringComparison.Ordinal);

        Do($"printf '#!/bin/sh\necho unshare: unshare failed: Operation not permitted >&2; exit 1\n' >/var/unshare && chmod 755 /var/unshare; {Prologue}mount --bind /var/unshare /usr/bin/unshare; rootless-host prove --user alice --engine apptainer --only userns.probe-engine --format json --output /var/proofs.json");

        Assert.Equal(["userns.probe-engine apptainer skip"], Proofs());
    }

    [Fact]
    public void A_program_that_falls_silent_before_it_ends_is_waited_for()
    {
        Do($"printf '#!/bin/sh\necho unshare: unshare failed: Operation not permitted >&2; exec >&- 2>&-; sleep 0.5; exit 1\n' >/var/unshare && chmod 755 /var/unshare; {Prologue}mount --bind /var/unshare /usr/bin/unshare; {Prove} --only userns.probe-mapped --format json --output /var/proofs.json || true");

        Assert.Contains("\"reason\": \"unshare: unshare: unshare failed: Operation not permitted\"", _machine["/var/proofs.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_but_root_proves_anything_for_another()
    {
        Ending ending = Run("useradd -m bob; setpriv --reuid bob --regid bob --clear-groups rootless-host prove --user alice");

        Assert.Equal((77, "", "rootless-host: only root can prove anything for alice: run it as root, or as alice\n"), (ending.Status, ending.Output, ending.Errors));
    }

    [Fact]
    public void The_user_alone_proves_it_too()
    {
        Do($"{Prologue}cd /; setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/alice XDG_RUNTIME_DIR=/run/user/1000 {Prove} --only 'userns.*' --format json >/var/proofs.json");

        Assert.Equal(["userns.probe-self - pass", "userns.probe-mapped - pass", "userns.probe-engine podman pass"], Proofs());
    }

    [Fact]
    public void Check_lists_the_proofs_beside_its_findings()
    {
        Ending ending = Run($"{Prologue}rootless-host check --prove --user alice --engine podman --only 'userns.*' --skip userns.probe-proc --format json --output /var/report.json");

        Assert.Equal((0, ""), (ending.Status, ending.Errors));
        using JsonDocument report = JsonDocument.Parse(_machine["/var/report.json"]);
        string?[] ids = [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("id").GetString())];
        Assert.Equal(["userns.probe-self", "userns.probe-mapped", "userns.probe-engine"], ids[^3..]);
        Assert.Contains("userns.max", ids);
    }

    public void Dispose() => _machine.Dispose();

    // A check sees that it is in a pid namespace.
    private Ending Run(string script, TimeSpan? patience = null) => _machine.RunApart(script, patience);

    private string Do(string script) => _machine.DoApart(script);

    private string[] Proofs()
    {
        using JsonDocument proofs = JsonDocument.Parse(_machine["/var/proofs.json"]);
        return [.. proofs.RootElement.GetProperty("proofs").EnumerateArray().Select(proof => $"{proof.GetProperty("id")} {proof.GetProperty("engine").GetString() ?? "-"} {proof.GetProperty("status")} {proof.GetProperty("explainedBy")}{(proof.GetProperty("bug").GetBoolean() ? "BUG" : "")}".TrimEnd())];
    }
}
