using System.CommandLine;
using RootlessHost.Checks;
using RootlessHost.Daemon;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary>The options that say what a look is about. Every inspecting command has them.</summary>
internal sealed class InspectOptions
{
    private static readonly string[] NeedNames = ["network", "limits", "port:", "ping", "boot", "systemd-cgroup", "swarm", "checkpoint"];

    private readonly Option<string[]> _users = Many("--user", "NAME|UID|@GROUP", "Judge this account, or these (repeatable).");
    private readonly Option<bool> _allUsers = new("--all-users") { Description = "Judge every login user." };
    private readonly Option<string[]> _engines = Many("--engine", "NAME", $"Judge this engine (repeatable): {string.Join(", ", EngineNames)}. Default: those installed.", EngineNames);
    private readonly Option<string[]> _needs = Many("--need", "NEED", "Something wanted beyond \"a container runs\" (repeatable): network, limits[:CONTROLLERS], port:N, ping, boot, systemd-cgroup, swarm, checkpoint.", NeedNames);
    private readonly Option<string[]> _only = Many("--only", "ID|GLOB", "Ask only these checks, and what they follow from (repeatable).", Ids);
    private readonly Option<string[]> _skip = Many("--skip", "ID|GLOB", "Do not ask these checks (repeatable).", Ids);
    private readonly RootOption _root = new();
    private readonly Option<string?> _config = new("--config") { HelpName = "FILE", Description = $"What should be, instead of {RootlessHost.Configuration.Path} and {RootlessHost.Configuration.Folder}/*.toml. Its profiles are left out when --user, --all-users, --engine or --need is given." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Count warnings as failures." };

    private static IEnumerable<string> EngineNames => AllEngines.List.Select(engine => engine.Name);

    private static IEnumerable<string> Ids => Catalogue.All.Select(check => check.About.Id).Concat(AllProofs.List.Select(proof => proof.Id));

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_users, _allUsers, _engines, _needs, _only, _skip, _root, _config, _strict]) command.Options.Add(option);
    }

    /// <summary>The directory that stands for <c>/</c>.</summary>
    public Root Root(ParseResult line) => _root.Open(line);

    /// <summary>The same, to plan what is to be changed: of an image, without the kernel that is mounted below it.</summary>
    public Root RootToPlan(ParseResult line) => _root.OpenToPlan(line);

    /// <exception cref="UsageException">Another root than this machine was asked for.</exception>
    public void RequireLive(ParseResult line, string verb)
    {
        if (line.GetValue(_root) is not null) throw new UsageException($"{verb} does things on this machine, and not in --root DIR");
    }

    /// <summary>The same, to be changed.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="verb">Who changes it.</param>
    public WritableRoot WritableRoot(ParseResult line, string verb = "apply") => _root.Writable(line, verb);

    /// <summary>What is written down that should be.</summary>
    /// <exception cref="ConfigurationException">It cannot be used.</exception>
    public Configuration Configuration(ParseResult line, HostFacts host) => RootlessHost.Configuration.Of(host, line.GetValue(_config));

    /// <summary>What is written down of what may be done.</summary>
    public ApplyPolicy ApplyPolicy(ParseResult line)
    {
        using Root root = Root(line);
        return Configuration(line, new HostFacts(root)).Apply;
    }

    /// <summary>Accounts were asked for, not left to the default.</summary>
    public bool NamesUsers(ParseResult line) => line.GetValue(_users)!.Length > 0 || line.GetValue(_allUsers);

    /// <summary>The command line says what is looked at.</summary>
    public bool NamesWishes(ParseResult line) => NamesUsers(line) || line.GetValue(_engines)!.Length > 0 || line.GetValue(_needs)!.Length > 0;

    /// <summary>Something was said of what to look at.</summary>
    public bool NamesAny(ParseResult line) => NamesWishes(line) || line.GetValue(_config) is not null;

    /// <summary>What is looked at again and again. What is wrong with the wishes is said now, and not at the first look.</summary>
    /// <exception cref="UsageException">An engine, a need, a user or a check that there is not.</exception>
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    /// <param name="line">The command line.</param>
    /// <param name="policy">What becomes of what is configured.</param>
    /// <param name="verb">Who changes the host.</param>
    /// <param name="isConfined">This process has mounts of its own.</param>
    public Assignment Assignment(ParseResult line, Func<WatchPolicy, WatchPolicy> policy, string verb, bool isConfined = false)
    {
        Root Open() => isConfined ? RootlessHost.Linux.Root.LiveConfined() : Root(line);
        using Root root = Open();
        var host = new HostFacts(root);
        Configuration configuration = Configuration(line, host);
        _ = Scope(line, host, configuration);
        return new Assignment(Open, now => Scope(line, now, configuration), configuration.Apply, policy(configuration.Watch), () => WritableRoot(line, verb));
    }

    /// <exception cref="UsageException">An engine, a need, a user or a check that there is not.</exception>
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    public Scope Scope(ParseResult line, HostFacts host) => Scope(line, host, Configuration(line, host));

    /// <summary>The same by a configuration that was read before.</summary>
    /// <exception cref="UsageException">An engine, a need, a user or a check that there is not.</exception>
    /// <exception cref="ConfigurationException">A user or group that this host does not have.</exception>
    public Scope Scope(ParseResult line, HostFacts host, Configuration configuration)
    {
        host.SubidPolicy = configuration.SubordinateIds;
        string[] only = Known(line, _only);
        string[] skip = Known(line, _skip);
        try
        {
            return Wanted(line, configuration, host) with { Only = only, Skip = skip, Strict = line.GetValue(_strict) };
        }
        catch (FormatException wrong)
        {
            throw new UsageException(wrong.Message) { MayCome = wrong is AbsentException };
        }
    }

    private Scope Wanted(ParseResult line, Configuration configuration, HostFacts host)
    {
        string root = _root.Shown(line);
        string[] users = line.GetValue(_users)!;
        bool all = line.GetValue(_allUsers);
        string[] names = line.GetValue(_engines)!;
        string[] needs = line.GetValue(_needs)!;
        // Whoever says what to look at means that, and not what else is written down.
        if (users.Length == 0 && !all && names.Length == 0 && needs.Length == 0) return configuration.Scope(root, host);
        IReadOnlyList<IEngine> engines = Engines(names) ?? configuration.EnginesOn(host);
        IReadOnlyList<Subject> subjects = users.Length > 0 || all ? Subjects.Select(host, users, all, engines) : Subjects.Of(host, configuration.UsersOn(host), engines);
        return new Scope(root, subjects, engines, needs.Length > 0 ? Needs.Parse(needs) : configuration.Needs);
    }

    private static IReadOnlyList<IEngine>? Engines(string[] names)
    {
        IEngine[] named = [.. names.Select(name => AllEngines.Find(name) ?? throw new UsageException($"no engine '{name}': {string.Join(", ", EngineNames)}"))];
        return named.Length > 0 ? [.. AllEngines.List.Where(named.Contains)] : null;
    }

    private static string[] Known(ParseResult line, Option<string[]> option)
    {
        string[] globs = line.GetValue(option)!;
        foreach (string glob in globs)
        {
            if (!Ids.Any(id => Glob.Matches(glob, id))) throw new UsageException($"{option.Name}: no check '{glob}'{Nearest.Question(glob, Ids)}");
        }
        return globs;
    }

    private static Option<string[]> Many(string name, string value, string description, IEnumerable<string>? completions = null)
    {
        var option = new Option<string[]>(name) { HelpName = value, Description = description, DefaultValueFactory = _ => [], Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        // Only asked for a completion: the catalogue is not made for a name.
        if (completions is not null) option.CompletionSources.Add(_ => completions.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return option;
    }
}
