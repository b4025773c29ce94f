using System.Text.Json;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Daemon;

/// <summary>The worker in mounts of its own, as its unit gives it: it tells those of the host.</summary>
public sealed class ConfinedTests
{
    // As ProtectSystem, ProtectHome, ProtectKernelTunables and ProtectKernelLogs do: binds that are read-only, and covers over files of /proc.
    private const string Confine = """
        set -e
        for folder in /usr /etc /home /proc/sys /sys; do
          [ -d $folder ] || continue
          mount --rbind $folder $folder
          mount -o remount,ro,bind $folder
        done
        mount --bind /dev/null /proc/uptime
        exec "$@"
        """;

    // In namespaces of the test's own, where the shell is process 1: what is told beside it, and by the worker, and by who has its mounts and does not know it.
    private const string Compare = """
        program=$1 folder=$2 confine=$3
        confined() { unshare --mount --propagation slave sh -c "$confine" sh "$program" "$@"; }
        "$program" check --format json --skip storage.capacity >$folder/outside
        confined check --format json --skip storage.capacity >$folder/unaware
        unshare --mount --propagation slave sh -c "$confine" sh "$program" watch --confined --quiet --interval 1h --skip storage.capacity --report $folder/inside &
        n=0
        until [ -e $folder/inside ] || [ $n = 600 ]; do sleep 0.1; n=$((n + 1)); done
        """;

    [Fact]
    public void What_it_reports_is_what_is_told_outside()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give it mounts");
        using var folder = new FixtureHost();
        Ending ending = Binary.Start("unshare", ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", Compare, "sh", Binary.Path, folder.Folder, Confine], clean: false, patience: TimeSpan.FromMinutes(2));
        Assert.SkipWhen(ending.Errors.Contains("unshare:", StringComparison.Ordinal) || ending.Errors.Contains("mount:", StringComparison.Ordinal), "no namespaces: " + ending.Errors);

        string outside = Findings(folder, "outside");
        Assert.NotEqual(outside, Findings(folder, "unaware"));
        Assert.Equal(outside, Findings(folder, "inside"));
    }

    [Fact]
    public void It_is_for_looking_at_this_machine()
    {
        Assert.Equal((64, "", "rootless-host: watch --confined does things on this machine, and not in --root DIR\n"), Commands.Program.Run(["watch", "--confined", "--root", "/nowhere"]));
    }

    [Fact]
    public void It_is_the_unit_and_not_the_configuration_alone_that_lets_it_enforce()
    {
        using var folder = new FixtureHost { ["/config.toml"] = "[watch]\nenforce = true\n" };

        Assert.Equal(
            (64, "", "rootless-host: --confined: the unit does not let it change the host, whatever [watch] says; enforce.conf beside the unit does\n"),
            Commands.Program.Run(["watch", "--confined", "--config", folder.On("/config.toml")]));
    }

    private static string Findings(FixtureHost folder, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(folder.On($"/{file}")));
        return string.Join('\n', document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetRawText()));
    }
}
