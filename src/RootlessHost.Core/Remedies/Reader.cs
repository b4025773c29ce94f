using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>A daemon or the kernel, that must be told when a file of its was written.</summary>
/// <param name="Program">The program that tells it.</param>
public sealed record Reader(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>systemd reads its units again; services go on as they are.</summary>
    public static Reader Systemd { get; } = new("systemctl", "daemon-reload") { IsLast = true };

    /// <summary>udev reads its rules again.</summary>
    public static Reader Udev { get; } = new("udevadm", "control", "--reload") { IsLast = true };

    private bool IsLast { get; init; }

    private IReadOnlyList<string>? Back { get; init; }

    /// <summary>The kernel gets an AppArmor profile, or a new version of it.</summary>
    public static Reader AppArmor(string file) => new("apparmor_parser", "-r", file) { Back = ["-R", file] };

    /// <summary>The file whose profiles this takes from the kernel; null when it does something else.</summary>
    public static string? Unloaded(RunStep step) => step is { Arguments: ["-R", var file] } && System.IO.Path.GetFileName(step.Program) == AppArmor(file).Program ? file : null;

    public RunStep Step(string path) => new(path, Arguments) { IsLast = IsLast, Back = IsLast ? Arguments : Back };
}
