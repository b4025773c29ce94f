using System.CommandLine;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary>The options that say what a look is about. Every inspecting command has them.</summary>
internal sealed class InspectOptions
{
    private readonly Option<string[]> _users = Many("--user", "NAME|UID|@GROUP", "Judge this account, or these (repeatable).");
    private readonly Option<bool> _allUsers = new("--all-users") { Description = "Judge every login user." };
    private readonly Option<string[]> _engines = Many("--engine", "NAME", $"Judge this engine (repeatable): {string.Join(", ", AllEngines.List.Select(engine => engine.Name))}. Default: those installed.");
    private readonly Option<string[]> _needs = Many("--need", "NEED", "Something wanted beyond \"a container runs\" (repeatable): network, limits[:CONTROLLERS], port:N, ping, boot, systemd-cgroup, swarm, checkpoint.");
    private readonly Option<string[]> _only = Many("--only", "ID|GLOB", "Ask only these checks (repeatable).");
    private readonly Option<string[]> _skip = Many("--skip", "ID|GLOB", "Do not ask these checks (repeatable).");
    private readonly Option<string?> _root = new("--root") { HelpName = "DIR", Description = "Look at the image, chroot or unpacked capture in DIR instead of this machine." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Count warnings as failures." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_users, _allUsers, _engines, _needs, _only, _skip, _root, _strict]) command.Options.Add(option);
    }

    public Root Root(ParseResult line) => line.GetValue(_root) is { } directory ? Linux.Root.At(directory) : Linux.Root.Live();

    /// <exception cref="UsageException">An engine, a need, a user or a check that there is not.</exception>
    public Scope Scope(ParseResult line, HostFacts host)
    {
        string[] names = line.GetValue(_engines)!;
        IEngine[] named = [.. names.Select(name => AllEngines.Find(name) ?? throw new UsageException($"no engine '{name}': {string.Join(", ", AllEngines.List.Select(engine => engine.Name))}"))];
        IReadOnlyList<IEngine> engines = named.Length > 0 ? [.. AllEngines.List.Where(named.Contains)] : AllEngines.On(host);
        try
        {
            Needs needs = Needs.Parse(line.GetValue(_needs)!);
            return new Scope(line.GetValue(_root) ?? "/", Subjects.Select(host, line.GetValue(_users)!, line.GetValue(_allUsers), engines), engines, needs)
            {
                Only = line.GetValue(_only)!,
                Skip = line.GetValue(_skip)!,
                Strict = line.GetValue(_strict),
            };
        }
        catch (FormatException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private static Option<string[]> Many(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, DefaultValueFactory = _ => [], Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
}
