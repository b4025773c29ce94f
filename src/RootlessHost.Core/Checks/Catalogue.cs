namespace RootlessHost.Checks;

/// <summary>Every check, in the order of a report: what others follow from comes first.</summary>
public static class Catalogue
{
    public static IReadOnlyList<ICheck> All { get; } =
    [
        // host

        // kernel

        // userns
        new Userns.Max(),

        // subid

        // cgroup

        // systemd

        // net

        // storage

        // sec

        // limits

        // engine
    ];

    /// <summary>The check of that id; null when there is none.</summary>
    public static ICheck? Find(string id) => All.FirstOrDefault(check => check.About.Id == id);
}
