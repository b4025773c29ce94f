using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>Control groups of version 2 are mounted, now and at every boot: where no init does that (cgroups(7), fstab(5)).</summary>
public sealed record MountCgroup2() : Change(Point)
{
    private const string Point = "/sys/fs/cgroup";
    private const string Table = "/etc/fstab";
    private const string Row = $"cgroup2 {Point} cgroup2 rw,nosuid,nodev,noexec 0 0";

    public override string Summary => $"mount control groups of version 2 at {Point}";

    public override IEnumerable<string> Commands => [$"mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 {Point}", Shell.Append(Row, Table)];

    internal override void Draw(Draft draft)
    {
        DraftedFile table = draft.File(Table);
        if (table.Text.Split('\n').Any(line => line == Row)) return;
        table.Append(Row);
        draft.Say("mount", Point, null, "cgroup2");
        draft.Do(new MountStep("cgroup2", Point));
    }
}
