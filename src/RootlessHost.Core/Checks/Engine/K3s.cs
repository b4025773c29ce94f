using RootlessHost.Facts;

namespace RootlessHost.Checks.Engine;

/// <summary>k3s is the user's own: its unit delegates control groups, and no system-wide one runs beside it.</summary>
internal sealed class K3s : IUserCheck
{
    private const string SystemUnit = "/etc/systemd/system/k3s.service";

    public About About { get; } = new("engine.k3s", "k3s runs from a unit of the user's, which delegates control groups")
    {
        Reads = $"~/.config/systemd/user/k3s-rootless.service; {SystemUnit}",
        Why = "k3s --rootless empties and divides its own control group, which takes Delegate=yes in a unit of the user's systemd. From a unit of the system's it is not supported.",
        Sources = ["https://docs.k3s.io/advanced#running-rootless-servers-experimental", "https://github.com/k3s-io/k3s/blob/master/k3s-rootless.service"],
    };

    public Finding Look(UserFacts user)
    {
        string path = $"{user.ConfigHome}/systemd/user/k3s-rootless.service";
        string? unit = user.HasConfig ? user.ReadText(path) : null;
        if (unit is not null && !unit.Split('\n').Any(line => line.Trim() is ['D', 'e', 'l', 'e', 'g', 'a', 't', 'e', '=', not ('n' or 'f' or '0'), ..]))
        {
            return Finding.Fail("k3s-rootless.service does not say Delegate=yes").Because(path);
        }
        return user.Host.Root.Stat(SystemUnit) is null
            ? Finding.Pass(unit is null ? "no unit is in the way" : "k3s-rootless.service delegates control groups")
            : Finding.Warn("a system-wide k3s.service is there as well: it is root's, and wants the same ports").Because(SystemUnit);
    }
}
