using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Storage;

/// <summary>The advice to keep images and containers in another place.</summary>
internal static class Move
{
    public static Remedy Elsewhere(UserFacts user, string engine)
    {
        string folder = $"/var/lib/rootless/{user.Name}";
        string how = engine switch
        {
            "docker" => $"\"data-root\": \"{folder}\" in {user.ConfigHome}/docker/daemon.json",
            "podman" => $"graphroot = \"{folder}\" below [storage] in {user.ConfigHome}/containers/storage.conf",
            _ => $"the folder of {engine}",
        };
        return new Remedy(new ByHand(
            $"keep it on a local disk: make a folder for {user.Name} there, then {how}",
            $"install -d -m 0700 -o {Shell.Quote(user.Name)} -g {user.Account.Gid} {Shell.Quote(folder)}"))
        {
            TakesEffect = TakesEffect.EngineRestart,
            Impact = Impact.User,
        };
    }
}
