using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>Distribution packages are installed.</summary>
/// <param name="Manager">The distribution's package manager.</param>
/// <param name="Names">What that distribution calls them.</param>
public sealed record InstallPackage(PackageManager Manager, params string[] Names) : Change(string.Join(' ', Names))
{
    public override string Summary => $"install {string.Join(" and ", Names)}";

    public override IEnumerable<string> Commands
    {
        get
        {
            string names = string.Join(' ', Names.Select(Shell.Quote));
            return Manager switch
            {
                PackageManager.Apt => [$"apt-get install -y {names}"],
                PackageManager.Dnf => [$"dnf install -y {names}"],
                PackageManager.Zypper => [$"zypper install -y {names}"],
                PackageManager.Apk => [$"apk add {names}"],
                PackageManager.Pacman => [$"pacman -S --noconfirm {names}"],
                _ => [],
            };
        }
    }
}
