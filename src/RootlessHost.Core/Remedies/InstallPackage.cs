using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>Distribution packages are installed.</summary>
/// <param name="Manager">The distribution's package manager.</param>
/// <param name="Names">What that distribution calls them.</param>
public sealed record InstallPackage(PackageManager Manager, params string[] Names) : Change(string.Join(' ', Names))
{
    // ZYPPER_EXIT_INF_*, zypper(8): a reboot, a restart of zypper, a repository that could not be refreshed, a script of a package that failed. Whether it helped
    // is looked at afterwards.
    private static readonly int[] DoneByZypper = [102, 103, 106, 107];

    public override string Summary => $"install {string.Join(" and ", Names)}";

    public override IEnumerable<string> Commands => Words(Manager) is { Length: > 0 } words ? [string.Join(' ', words.Concat(Names.Select(Shell.Quote)))] : [];

    /// <summary>The manager's command for people; without the packages.</summary>
    private static string[] Words(PackageManager manager) => manager switch
    {
        PackageManager.Apt => ["apt-get", "install", "-y"],
        PackageManager.Dnf => ["dnf", "install", "-y"],
        PackageManager.Zypper => ["zypper", "install", "-y"],
        PackageManager.Apk => ["apk", "add"],
        PackageManager.Pacman => ["pacman", "-S", "--noconfirm"],
        _ => [],
    };

    // The same for nobody at the keyboard: questions answered, changed configuration kept, a lock of another run waited for.
    private static string[] Unattended(PackageManager manager) => manager switch
    {
        PackageManager.Apt => ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Options::=--force-confold", "--no-install-recommends", "install"],
        PackageManager.Dnf => ["dnf", "-y", "install"],
        PackageManager.Zypper => ["zypper", "--non-interactive", "install"],
        PackageManager.Apk => ["apk", "--wait", "600", "--update-cache", "add"],
        PackageManager.Pacman => ["pacman", "-S", "--noconfirm", "--needed"],
        _ => [],
    };

    // A fresh image has no lists of packages, and old ones name files that no server has any more. dnf and zypper see to that themselves, apk by an option. One source
    // of several that fails does not matter as long as the packages are found.
    private static RunStep? Refresh(PackageManager manager, string path) => manager != PackageManager.Apt ? null : new RunStep(path, ["-q", "-o", "Dpkg::Use-Pty=0", "update"])
    {
        IsLong = true,
        IsRefresh = true,
        Unlocked = "/var/lib/apt/lists/lock", // DPkg::Lock::Timeout is not about this one
        AlsoWell = [100],
    };

    /// <summary>Why the manager is not to be run for this; null when it may be.</summary>
    internal string? WhyNot(HostFacts host) => Manager == PackageManager.Pacman && host.Program("pacman") is not null && host.Root.List($"{host.PacmanFolder}/sync")?.Any(name => name.EndsWith(".db", StringComparison.Ordinal)) != true
        ? "pacman has no lists of packages here, and to fetch them for one package would be a partial upgrade, which Arch does not support: pacman -Syu, then again"
        : null;

    internal override void Draw(Draft draft)
    {
        if (Unattended(Manager) is not [var program, .. var arguments] || draft.Host.Program(program) is not { } path) return;
        draft.Install(
            Refresh(Manager, path),
            new RunStep(path, arguments)
            {
                IsLong = true,
                AlsoWell = Manager == PackageManager.Zypper ? DoneByZypper : [],
                Absent = Manager == PackageManager.Pacman ? $"{draft.Host.PacmanFolder}/db.lck" : null, // pacman fails at once when it is there
            },
            Names);
    }
}
