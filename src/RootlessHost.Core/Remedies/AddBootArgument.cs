using RootlessHost.Facts;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>The kernel is booted with an argument from now on (kernel-command-line(7)).</summary>
/// <param name="Argument">As on the boot command line: <c>systemd.unified_cgroup_hierarchy=1</c>. No blank, no quote.</param>
public sealed record AddBootArgument(string Argument) : Change(Argument)
{
    /// <summary>What GRUB's own scripts read after /etc/default/grub, on Debian and what comes from it.</summary>
    public const string File = "/etc/default/grub.d/90-rootless-host.cfg";

    private const string WrittenIn = "# written in boot ";

    // At the end of the line, where it is stronger than its opposite in either of the administrator's two; what boots for rescue stays as it is.
    private string Text => $"GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT {Argument}\"\n";

    public override string Summary => $"add {Argument} to the boot command line";

    public override IEnumerable<string> Commands => [$"printf '%s\\n' {Shell.Quote(Text.TrimEnd('\n'))} > {File}", "update-grub"];

    /// <summary>The host's boot loader can be told so.</summary>
    public static bool FitsOn(HostFacts host) => host.Program("update-grub") is not null && host.Root.Stat("/etc/default/grub") is not null;

    /// <summary>It was told.</summary>
    public bool IsWritten(HostFacts host) => host.Root.ReadText(File) is { } text && (text == Text || (text.StartsWith(WrittenIn, StringComparison.Ordinal) && text.EndsWith('\n' + Text, StringComparison.Ordinal)));

    /// <summary>It was told, and there was a boot since then: another one will not help either.</summary>
    public bool IsOfAnEarlierBoot(HostFacts host) => IsWritten(host) && Mark(host) is { Length: > 0 } mark
        && host.Root.ReadText(File)!.StartsWith(WrittenIn, StringComparison.Ordinal) && !host.Root.ReadText(File)!.StartsWith(mark, StringComparison.Ordinal);

    internal override void Draw(Draft draft)
    {
        if (IsWritten(draft.Host) || draft.Host.Program("update-grub") is not { } grub) return;
        draft.Write(File, Mark(draft.Host) + Text);
        // Taken back, the file goes first and the menu is made again from what is left.
        draft.Do(new RunStep(grub, []) { IsLast = true, Back = [] });
    }

    // An image is not booted yet.
    private static string Mark(HostFacts host) => host.Word("/proc/sys/kernel/random/boot_id") is { Length: > 0 } boot ? $"{WrittenIn}{boot}\n" : "";
}
