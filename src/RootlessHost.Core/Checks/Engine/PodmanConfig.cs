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
        if (Array.Find(OfAll, path => host.Root.Stat(path) is not null) is { } policy) return Finding.Pass(policy);
        string own = $"{user.ConfigHome}/containers/policy.json";
        return user.HasConfig && host.Root.Stat(own) is not null ? Finding.Pass(own)
            : Finding.Fail($"there is no {OfAll[0]}").Because(OfAll[0]).With(Packages.RemedyFor(host.Os, "policy.json"));
    }
}
