namespace RootlessHost.Facts;

/// <summary>How a distribution installs packages.</summary>
public enum PackageManager
{
    Unknown,
    Apt,
    Dnf,
    Zypper,
    Apk,
    Pacman,
}
