using System.CommandLine;

namespace RootlessHost.Commands;

/// <summary>An option that other commands have and this one cannot have: it says why, and is not listed.</summary>
internal sealed class RefusedOption : Option<string?>
{
    public RefusedOption(string name, string why) : base(name)
    {
        Hidden = true;
        Validators.Add(given => given.AddError($"{name}: {why}"));
    }
}
