using System.Globalization;
using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>cgroup.probe-delegation</c>: in a scope of the user's systemd, as a container would be, a group with one limit for each controller.</summary>
internal sealed class Limits : IAttempt
{
    public string Id => "cgroup.probe-delegation";

    public Outcome Try(Trial trial, string? engine)
    {
        if (!trial.Host.HasSystemd) return new Outcome(Id, engine, Status.Skip, "no systemd here");
        if (trial.Program("systemd-run") is not { } run) return new Outcome(Id, engine, Status.Unknown, "systemd-run, of systemd, is not installed");
        IReadOnlyList<string> controllers = trial.Needs.Limits.Count > 0 ? trial.Needs.Limits : trial.Host.DelegatesCpu ? ["cpu", "memory", "pids"] : ["memory", "pids"];
        string[] scope = ["--user", "--scope", "--quiet", "--collect", "-p", "Delegate=yes"];
        string command = trial.ByHand(["systemd-run", .. scope, "sh", "-c", "cat /sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/cgroup.controllers"]);
        using var held = new Child(trial.Keeper, [run, .. scope, "--", .. Child.Held]);
        try
        {
            // systemd-run puts itself into the scope, and then is the program.
            if (held.Hear(Child.IsHeld, trial.Limit) is null) return (held.HasEnded ? trial.Judge([run], ended: true, held, "") : Trial.Failed("no scope of the user's systemd in time", "ETIMEDOUT")) with { Command = command };
            string group = Calls.Read($"/proc/{held.Pid.ToString(CultureInfo.InvariantCulture)}/cgroup").Split('\n').First(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
            return Set(trial, held, trial.Host.CgroupMount + group, controllers) with { Command = command };
        }
        catch (PosixException failure)
        {
            return Trial.Failed(failure) with { Command = command };
        }
        finally
        {
            held.End();
        }
    }

    private static Outcome Set(Trial trial, Child held, string group, IReadOnlyList<string> controllers)
    {
        string[] delegated = Calls.Read($"{group}/cgroup.controllers").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] missing = [.. controllers.Where(controller => !delegated.Contains(controller))];
        if (missing.Length > 0) return Trial.Failed($"not delegated: {string.Join(", ", missing)} (of {string.Join(", ", delegated.DefaultIfEmpty("none"))})", "ENOENT");
        // A group that hands controllers on has no processes itself: cgroups(7), "no internal processes".
        string leaf = $"{group}/proof";
        Calls.MakeFolder(leaf, 0b111_101_101);
        Calls.Write($"{leaf}/cgroup.procs", held.Pid.ToString(CultureInfo.InvariantCulture), mode: null);
        Calls.Write($"{group}/cgroup.subtree_control", string.Join(' ', controllers.Select(controller => $"+{controller}")), mode: null);
        var set = new List<string>();
        foreach (string controller in controllers)
        {
            if (LimitOf(trial, controller, leaf) is not { } limit)
            {
                set.Add(controller);
                continue;
            }
            Calls.Write($"{leaf}/{limit.File}", limit.Value, mode: null);
            string back = Calls.Read($"{leaf}/{limit.File}").Trim();
            if (!back.Contains(limit.Value, StringComparison.Ordinal)) return Trial.Failed($"{limit.File} is '{back}' after '{limit.Value}' was written", "EIO");
            set.Add($"{limit.File} {limit.Value}");
        }
        return new Outcome("", null, Status.Pass, $"set and read back: {string.Join(", ", set)}");
    }

    // Whole disks can be limited, parts cannot; where there is none, that io is handed on is all that can be seen.
    private static (string File, string Value)? LimitOf(Trial trial, string controller, string leaf) => controller switch
    {
        "cpu" => ("cpu.max", "50000 100000"),
        "memory" => ("memory.max", "67108864"),
        "pids" => ("pids.max", "64"),
        "cpuset" => ("cpuset.cpus", FirstOf(Calls.Read($"{leaf}/cpuset.cpus.effective"))),
        "io" when (trial.Host.Root.List("/sys/block") ?? []).Select(disk => trial.Host.Word($"/sys/block/{disk}/dev")).FirstOrDefault(number => number is not null && !number.StartsWith("7:", StringComparison.Ordinal) && !number.StartsWith("1:", StringComparison.Ordinal)) is { } disk =>
            ("io.max", $"{disk} rbps=10485760"),
        _ => null,
    };

    private static string FirstOf(string list) => list.Trim().Split(',', '-')[0];
}
