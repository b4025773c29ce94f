using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Subid;

/// <summary>What answers for subordinate ids is what the administrator writes to.</summary>
internal sealed class Provider : IHostCheck
{
    public About About { get; } = new("subid.provider", "one source answers for subordinate ids, and it is there")
    {
        Reads = "the subid line of /etc/nsswitch.conf, libsubid_NAME.so, /etc/subuid, /etc/subgid",
        Why = "A plugin named there replaces the files for newuidmap, getsubids and what uses libsubid: rows in /etc/subuid are then not read, however right they look. "
            + "Docker's userns-remap and LXC read only the files.",
        Sources = ["subuid(5)", "https://rootlesscontaine.rs/getting-started/common/subuid/", "https://github.com/shadow-maint/shadow/issues/1004"],
    };

    public Finding Look(HostFacts host)
    {
        const string File = "/etc/nsswitch.conf";
        if (host.NamedSubidPlugin is not { } plugin) return Finding.Pass("/etc/subuid and /etc/subgid answer");
        string name = Printable.Of(plugin);
        var evidence = new Evidence(File, host.Nsswitch.Line("subid"), $"subid: {name}");
        if (host.SubidPlugin is null)
        {
            return Finding.Warn($"libsubid_{name}.so is not installed, so the files answer and every program complains").Because(evidence)
                .With(new Remedy(new ByHand($"install what has libsubid_{name}.so, or take the subid line out of {File}")));
        }
        // The first line is all that shows: how many are hidden is the next question, asked of each account.
        Evidence[] hidden = [.. ((IdKind[])[IdKind.Uid, IdKind.Gid]).Select(host.Subids).Where(table => table is { Failure: null } && table.File.Rows.Length > 0).Select(table => table.Evidence(0))];
        return hidden.Length == 0
            ? Finding.Pass($"{name} answers, through the name service").Because(evidence)
            : Finding.Warn($"{name} answers instead of the files, whose rows are not read").Because([evidence, .. hidden])
                .With(new Remedy(new ByHand($"give the accounts ranges in the directory behind {name}, or take the subid line out of {File}")));
    }
}
