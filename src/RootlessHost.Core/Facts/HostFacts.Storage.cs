using System.Globalization;

namespace RootlessHost.Facts;

/// <summary>What images are kept with: overlay in the kernel, or fuse-overlayfs.</summary>
public sealed partial class HostFacts
{
    /// <summary>Where fuse-overlayfs is; null when it is not installed.</summary>
    public string? FuseOverlayfs => Program("fuse-overlayfs");

    /// <summary>SELinux is on, permissive included: its filesystem is there.</summary>
    public bool IsSelinuxOn => Once("selinux", () => Root.Stat("/sys/fs/selinux/enforce") is not null);

    /// <summary>
    /// By its version this kernel lets user namespaces mount overlay: from 5.11 (commit 459c7c565ac3), Ubuntu's always, RHEL's from 8.5.
    /// Null when an image does not say.
    /// </summary>
    public bool? MountsOverlayForUsers => Kernel is not { } kernel ? null
        : kernel.IsAtLeast(5, 11) || HasUbuntuKernel || IsRhelKernelFrom(348);

    /// <summary>Why users cannot mount overlay through the kernel; null where they can. An image without a kernel says nothing, which is not asked here.</summary>
    public string? WhyNoOverlay => Module("overlay") switch
    {
        // To mount it asks for the module by what it does (fs-overlay), and that is what a blacklist line is about.
        { IsBlacklisted: true } module => $"overlay is not loaded, and nothing loads it: {module.Reason}",
        { IsOutOfReach: true } module => $"the kernel has no overlay: {module.Reason}",
        _ when MountsOverlayForUsers == false => $"kernel {Kernel!.Text} mounts no overlay for users",
        _ => null,
    };

    /// <summary>By its version this kernel labels such an overlay as SELinux wants: from 5.13, RHEL's from 8.5.</summary>
    public bool? LabelsOverlayForUsers => Kernel is not { } kernel ? null : kernel.IsAtLeast(5, 13) || IsRhelKernelFrom(348);

    /// <summary>Ubuntu has carried overlay in user namespaces in its kernels since 2015.</summary>
    private bool HasUbuntuKernel => Os.Is("ubuntu") || Kernel!.Text.EndsWith("-generic", StringComparison.Ordinal);

    /// <summary>The deepest folder on the way from one that is there to a path below it that is there, or may be seen.</summary>
    /// <param name="from">The one that is there.</param>
    /// <param name="path">The path.</param>
    /// <param name="files">Whoever's rights it may be seen with.</param>
    internal static string DeepestFolder(string from, string path, Linux.View files)
    {
        string at = from;
        foreach (Range part in path.AsSpan(from == "/" ? 0 : from.Length).Split('/'))
        {
            ReadOnlySpan<char> name = path.AsSpan(from == "/" ? 0 : from.Length)[part];
            if (name.IsEmpty) continue;
            string next = at == "/" ? $"/{name}" : $"{at}/{name}";
            if (!IsSeen(next, files)) break;
            at = next;
        }
        return at;
    }

    /// <summary>The mount of a folder that is there, for whoever may see it: the same for all, so that it is found once. That somebody could not is told to no other.</summary>
    internal Mount? MountOfFolder(string folder, Linux.View files)
    {
        if (Mounts is not { } table) return null;
        string key = $"mount of {folder}";
        if (_facts.TryGet(key, out object? known)) return (Mount?)known;
        Mount? mount = table.Of(ResolveFarthest(folder, files.Resolve));
        _facts.Set(key, mount);
        return mount;
    }

    private static bool IsSeen(string path, Linux.View files)
    {
        try
        {
            return files.Stat(path) is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // 4.18.0-348.el8: the number behind the dash counts RHEL 8's minor releases, 348 is 8.5.
    private bool IsRhelKernelFrom(int build)
    {
        string text = Kernel!.Text;
        int dash = text.IndexOf('-');
        int dot = dash < 0 ? -1 : text.IndexOf('.', dash);
        return text.StartsWith("4.18.0-", StringComparison.Ordinal) && text.Contains(".el8", StringComparison.Ordinal) && dot > 0
            && int.TryParse(text.AsSpan(dash + 1, dot - dash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= build;
    }
}
