using System.CommandLine;

namespace RootlessHost.Commands;

/// <summary><c>--detailed-exitcode</c>: the numbers of Puppet and Terraform.</summary>
internal sealed class DetailedExitCodeOption : Option<bool>
{
    public DetailedExitCodeOption() : base("--detailed-exitcode") =>
        Description = "Exit with 0 for nothing to do, 2 when there are changes, 4 when something is left that this program does not change, 6 for both.";
}
