using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Systemd;

/// <summary>The engines' units are the user's own, and let them make control groups.</summary>
internal sealed class Units : IUserCheck
{
    private static readonly Dictionary<string, string> UserUnits = new(StringComparer.Ordinal)
    {
        ["docker"] = "docker.service",
        ["nerdctl"] = "containerd.service",
        ["buildkit"] = "buildkit.service",
        ["k3s"] = "k3s-rootless.service",
    };

    public About About { get; } = new("systemd.units", "the engines' units are the user's own, and delegate control groups")
    {
        Reads = "~/.config/systemd/user/{docker,containerd,buildkit,k3s-rootless}.service, the units of /etc/systemd/system that name an engine",
        Why = "Docker does not support its rootless daemon in a system-wide unit with User=. A user's unit without Delegate=yes cannot limit containers, a masked one does not start; "
            + "the set-up tools leave a unit alone that is already there.",
        Sources = ["systemd.unit(5)", "https://docs.docker.com/engine/security/rootless/tips/", "https://github.com/moby/moby/blob/master/contrib/dockerd-rootless-setuptool.sh"],
    };

    public Finding Look(UserFacts user)
    {
        if (!user.Host.HasSystemd) return Finding.Skip("no systemd here");
        if (user.Host.RootlessSystemUnits.FirstOrDefault(unit => unit.User == user.Name || unit.User == user.IdText) is { Path: { } path } system)
        {
            return Finding.Warn($"{path} runs {system.Program} for the whole system as {user.Name}, which is not supported").Because(new Evidence(path, system.Line, $"ExecStart of {system.Program}"));
        }
        if (!user.HasHome || user.IsRemapOwner) return Finding.Skip(user.IsRemapOwner ? "the daemon is root's" : "no home, and so no units of the user");
        int found = 0;
        foreach (Engines.IEngine engine in user.Engines)
        {
            if (!UserUnits.TryGetValue(engine.Name, out string? name)) continue;
            string unit = $"{user.ConfigHome}/systemd/user/{name}";
            if (user.ReadText(unit) is null)
            {
                if (user.Files.ReadLink(unit) == "/dev/null") return Finding.Warn($"{unit} is masked").For([engine.Name]).Because(unit, "/dev/null");
                continue;
            }
            found++;
            // BuildKit's runs in containerd's namespace, and asks for no control groups of its own.
            if (engine.Name != "buildkit" && LastDelegate(user, name) is null or { Boolean: false })
            {
                return Finding.Warn($"{unit} has no Delegate=yes: containers have no limits").For([engine.Name]).Because(unit)
                    .With(new Remedy(new ByHand($"as {user.Name}: systemctl --user edit {name}, [Service], Delegate=yes")) { TakesEffect = TakesEffect.EngineRestart, Impact = Impact.User });
            }
        }
        return found == 0 ? Finding.Skip("the user has no units of the engines") : Finding.Pass($"{found} {(found == 1 ? "unit" : "units")} of the user");
    }

    private static UnitSetting? LastDelegate(UserFacts user, string name) =>
        user.OwnUnit(name)?.LastOrDefault(setting => setting is { Section: "Service", Key: "Delegate" });
}
