using System.CommandLine;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>version</c>: this program's name and version.</summary>
internal sealed class VersionCommand : Command
{
    public VersionCommand() : base("version", "Print the version.") => SetAction(_ => Print());

    /// <summary>As every GNU program prints it first.</summary>
    public static int Print()
    {
        Standard.Answer($"{Tool.Name} {Tool.Version}\n");
        return ExitStatus.Good;
    }
}
