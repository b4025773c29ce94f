using System.CommandLine;
using RootlessHost.Remedies;

namespace RootlessHost.Commands;

/// <summary>The options of <c>plan</c> and <c>apply</c>: what may be done, and how it is shown.</summary>
internal sealed class ProvisionOptions
{
    private const string HostWide = "host-wide";

    private readonly Option<bool> _diff = new("--diff") { Description = "Show how each file differs." };
    private readonly Option<bool> _install = new("--install") { Description = "Distribution packages may be installed." };
    private readonly Option<string[]> _allow = new("--allow") { HelpName = HostWide, Description = "host-wide: remedies that weaken the whole host may be applied.", DefaultValueFactory = _ => [], CompletionSources = { HostWide } };

    public LockTimeoutOption LockTimeout { get; } = new();

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_diff, _install, _allow, LockTimeout]) command.Options.Add(option);
    }

    public bool WantsDiff(ParseResult line) => line.GetValue(_diff);

    /// <summary>What may be done: the configuration's word, and the command line's.</summary>
    /// <exception cref="UsageException">Something else than <c>host-wide</c> is to be allowed.</exception>
    public ApplyPolicy Policy(ParseResult line, ApplyPolicy configured)
    {
        string[] allowed = line.GetValue(_allow)!;
        if (allowed.FirstOrDefault(word => word != HostWide) is { } other) throw new UsageException($"--allow takes {HostWide}, not '{other}'");
        return new ApplyPolicy(configured.Install || line.GetValue(_install), configured.HostWide || allowed.Length > 0);
    }
}
