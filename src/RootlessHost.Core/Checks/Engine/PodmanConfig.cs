using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>Podman has a policy that says which images it may take.</summary>
internal sealed class PodmanConfig : IUserCheck
{
    private static readonly string[] OfAll = ["/etc/containers/policy.json", "/usr/share/containers/policy.json"];

    public About About { get; } = new("engine.podman-config", "Podman has a policy that says which images it may take")
    {
        Reads = "/etc/containers/policy.json, /usr/share/containers/policy.json, ~/.config/containers/policy.json",
        Why = "Without one no image is pulled, imported or built: 'open /etc/containers/policy.json: no such file or directory'.",
        Sources = ["containers-policy.json(5)", "https://github.com/containers/podman/blob/main/troubleshooting.md"],
    };

    public Finding Look(UserFacts user)
    {
        HostFacts host = user.Host;
        if (host.Program("podman") is null) return Finding.FollowsFrom("engine.present");
        // The first that is there, and no other (containers/image, signature/policy_config.go).
        string own = $"{user.ConfigHome}/containers/policy.json";
        foreach (string policy in user.HasConfig ? [own, .. OfAll] : OfAll)
        {
            string? kept = user.KeptFrom(policy);
            if (kept is null && user.Files.Stat(policy) is not null) return Finding.Pass(policy);
            if (kept is not null && kept != policy && policy == OfAll[0]) return Finding.FollowsFrom("engine.config"); // which is kept from the user with it
            if (kept is not null && (kept == policy || policy != own)) return MayNotRead(user, policy, kept);
        }
        return Finding.Fail($"there is no {OfAll[0]}").Because(OfAll[0]).With(Packages.RemedyFor(host.Os, "policy.json"));
    }

    private static Finding MayNotRead(UserFacts user, string policy, string kept)
    {
        if (user.StatIfSeen(kept) is not { } status) return Finding.Fail($"{kept} leads to where {user.Name} may not look, and {policy} is read there").Because(kept);
        return Finding.Fail($"{kept} belongs to uid {status.Uid} with mode {status.Octal}, and {user.Name} may not read {policy}").Because(kept)
            .With(new Remedy(new ByHand($"let everybody read {policy}", $"chmod {(kept == policy ? "a+r" : "a+x")} {Shell.Quote(kept)}")));
    }
}
