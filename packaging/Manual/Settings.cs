using System.Text;
using RootlessHost.Facts;

namespace RootlessHost.Manual;

/// <summary>Every key of the configuration, told once, for the manual page and for the file that is installed.</summary>
internal static class Settings
{
    public static IReadOnlyList<Setting> All { get; } = Checked(
    [
        new("engines", "[]", "those installed", "The engines to judge: docker, podman, nerdctl, buildkit, kubernetes, k3s, userns-remap, apptainer, lxc. None: those that are installed; when none is, docker and podman."),
        new("users", "[]", "names, uids, \"@group\", \"1000-60000\"; none: as on the command line", "The accounts to judge: names, uids, \"@group\" for a group's members, \"1000-60000\" for a range of uids. None: as on the command line."),
        new("needs", "[]", "\"limits\", \"port:80\", \"ping\", \"boot\", ...", "What is wanted beyond \"a container runs\": network, limits or limits:CONTROLLERS, port:N, ping, boot, systemd-cgroup, swarm, checkpoint."),
        new("subordinate-ids.count", "65536", "ids of a block", "How many subordinate uids and gids apply gives an account: at least 65536."),
        new("subordinate-ids.allocate", "\"next-free\"", "or \"by-uid\": the same block on every host", "\"next-free\" takes the first block that nobody has; \"by-uid\" gives each uid a block of its own, the same on every host of a fleet."),
        new("subordinate-ids.min", "524288", "an example: without it that of login.defs", "The first id that may be given. Without it SUB_UID_MIN and SUB_GID_MIN of login.defs(5)."),
        new("subordinate-ids.max", "1879048191", "an example: without it that of login.defs", "The last id that may be given. Without it SUB_UID_MAX and SUB_GID_MAX of login.defs(5)."),
        new("apply.install", "false", "may install packages of the distribution", "Whether apply may install packages of the distribution, as with --install."),
        new("apply.host-wide", "false", "consent for what weakens the whole host", "Whether apply may do what weakens the whole host, as with --allow host-wide."),
        new("watch.interval", "\"60s\"", "between two looks", "How long between two looks of watch, where nothing announces a change: \"60s\", \"5m\", \"1h\"."),
        new("watch.enforce", "false", "mend what is not as it should be", "Whether watch mends what is not as it should be, as with --enforce."),
        new("serve.listen", "[\"127.0.0.1:10469\", \"unix:/run/rootless-host/health.sock\"]", "addresses and sockets", "Where serve listens: ADDRESS:PORT, [ADDRESS]:PORT, or unix: and the path of a socket. Sockets that systemd passes are used instead."),
        new("serve.detail", "\"auto\"", "full on loopback and sockets; or \"full\", \"withheld\"", "Who is told reasons and names: \"full\", \"withheld\", or \"auto\", which is full on unix sockets and on loopback, there only under a local name or an address. Strangers get statuses: no names, no reasons, a report reduced to that."),
        new("profile.users", "[\"@ci\"]", "none: the users above", "The accounts of the profile. None: those of users."),
        new("profile.engines", "[\"podman\"]", "none: the engines above", "The engines that they are judged for. None: those of engines."),
        new("profile.needs", "[\"port:80\", \"boot\"]", "what they want of these engines", "What is wanted for them of these engines."),
    ]);

    /// <summary>The tables, in the order that they are told in.</summary>
    public static IReadOnlyList<(string Table, string Title)> Tables { get; } =
    [
        ("", ""),
        ("subordinate-ids", "[subordinate-ids]"),
        ("apply", "[apply]"),
        ("watch", "[watch]"),
        ("serve", "[serve]"),
        ("profile", "[[profile]]"),
    ];

    /// <summary>The file that is installed: every key, commented out.</summary>
    public static string File()
    {
        var text = new StringBuilder("""
            # What should be on this host, for rootless-host(8): see rootless-host.toml(5).
            # Everything is optional. What is commented out here holds anyway, where it is not called an example.
            # Files of /etc/rootless-host/config.d that end in .toml are read after this one.


            """);
        foreach ((string table, string title) in Tables)
        {
            if (table.Length > 0) text.Append($"\n#{title}{(table == "profile" ? "  # an example: other users, other wishes" : "")}\n");
            foreach (Setting setting in All.Where(setting => setting.Table == table)) text.Append($"{$"#{setting.Name} = {setting.Usual}",-28}  # {setting.Short}\n");
        }
        return text.ToString();
    }

    // A key that nobody told of, or one that is no more, ends the build.
    private static Setting[] Checked(Setting[] told)
    {
        string[] wrong = [.. ConfigKeys.All.Keys.Except(told.Select(setting => setting.Key)), .. told.Select(setting => setting.Key).Except(ConfigKeys.All.Keys)];
        return wrong.Length == 0 ? told : throw new InvalidOperationException($"{nameof(Settings)} and {nameof(ConfigKeys)} differ in {string.Join(", ", wrong)}");
    }
}
