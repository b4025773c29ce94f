using System.CommandLine;
using RootlessHost.Linux;

namespace RootlessHost.Commands;

/// <summary><c>--root DIR</c>: the directory that stands for <c>/</c>.</summary>
internal sealed class RootOption : Option<string?>
{
    public RootOption() : base("--root")
    {
        HelpName = "DIR";
        Description = "The image, chroot, mounted disk or unpacked capture in DIR instead of this machine.";
    }

    /// <summary>As the person gave it.</summary>
    public string Shown(ParseResult line) => line.GetValue(this) ?? "/";

    public Root Open(ParseResult line) => line.GetValue(this) is { } directory ? Root.At(directory) : Root.Live();

    /// <summary>The same, to plan what is to be changed.</summary>
    public Root OpenToPlan(ParseResult line) => line.GetValue(this) is { } directory ? Root.OfImage(directory) : Root.Live();

    /// <summary>The same, to be changed.</summary>
    /// <exception cref="UsageException">It is a capture.</exception>
    /// <exception cref="NotPermittedException">Only root may change it.</exception>
    public WritableRoot Writable(ParseResult line, string verb)
    {
        if (line.GetValue(this) is not { } directory)
        {
            return WritableRoot.CallerIsRoot ? WritableRoot.Live() : throw new NotPermittedException($"{verb} changes this host: run it as root");
        }
        using (Root root = Root.At(directory))
        {
            if (root.IsCapture) throw new UsageException($"--root {directory}: a capture shows a host and is none, so it is not changed");
        }
        return WritableRoot.At(directory);
    }
}
