using RootlessHost.Facts;

namespace RootlessHost.Checks.Systemd;

/// <summary>systemd-oomd does not kill whole containers of users, beyond what the distribution has it do.</summary>
internal sealed class Oomd : IHostCheck
{
    private static readonly string[] Programs = ["/usr/lib/systemd/systemd-oomd", "/lib/systemd/systemd-oomd"];
    private static readonly string[] Keys = ["ManagedOOMMemoryPressure", "ManagedOOMSwap"];

    public About About { get; } = new("systemd.oomd", "systemd-oomd kills no whole containers of users")
    {
        Reads = "ManagedOOMMemoryPressure= and ManagedOOMSwap= of user@.service and the slices above it",
        Why = "Where memory is short systemd-oomd kills a whole control group at once, which may be a container, and a user cannot opt out.",
        Sources = ["systemd-oomd.service(8)", "systemd.resource-control(5)"],
    };

    public Finding Look(HostFacts host)
    {
        if (!Programs.Any(path => host.Root.Stat(path) is not null)) return Finding.Skip("systemd-oomd is not installed");
        UnitSetting[] kills =
        [
            .. from settings in (IReadOnlyList<UnitSetting>[])[host.UnitSettings("user@.service"), host.UnitSettings("user-.slice"), host.UnitSettings("user.slice"), host.UnitSettings("-.slice")]
               from key in Keys
               let last = settings.LastOrDefault(setting => setting.Key == key)
               where last?.Value == "kill"
               select last,
        ];
        return kills switch
        {
            [] => Finding.Pass("systemd-oomd watches nothing of users"),
            _ when kills.FirstOrDefault(setting => !setting.IsVendors) is { } own => Finding.Warn($"{own}: where memory is short whole containers are killed")
                .Because(new Evidence(own.Path, own.Line, own.ToString())),
            [var first, ..] => Finding.Pass($"{first}, as the distribution ships it").Because(new Evidence(first.Path, first.Line, first.ToString())),
        };
    }
}
