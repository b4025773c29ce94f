using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Systemd;

/// <summary>logind does not kill containers at logout.</summary>
internal sealed class Logind : IUserCheck
{
    public About About { get; } = new("systemd.logind", "logind does not kill the user's containers at logout")
    {
        Reads = "/etc/systemd/logind.conf and the drop-ins of logind.conf.d below /etc, /run and /usr",
        Why = "With KillUserProcesses=yes what a session started ends with the session, detached or not, unless the user lingers.",
        Risk = "lingering processes go on after logout, which some sites forbid",
        Sources = ["logind.conf(5)", "https://github.com/containers/podman/blob/main/troubleshooting.md"],
    };

    public Finding Look(UserFacts user) => (user, user.Host.HasSystemd ? user.Host.Logind.Kills(user.Name) : null) switch
    {
        ({ IsRemapOwner: true }, _) => Finding.Skip("the daemon is root's, and outlives logins"),
        ({ Host.HasSystemd: false }, _) => Finding.Skip("no systemd here"),
        (_, null) => Finding.Pass("logind leaves processes alone at logout"),
        ({ Lingers: true }, _) => Finding.Pass("logind kills processes at logout, and linger keeps the user's systemd"),
        (_, { } kill) => Finding.Warn($"{kill} and no linger: containers are killed at logout")
            .Because(new Evidence(kill.Path, kill.Line, kill.ToString())).With(new Remedy(new EnableLinger(user.Name, user.Uid)) { Impact = Impact.User }),
    };
}
