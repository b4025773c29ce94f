using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Systemd;

/// <summary>The user's systemd starts at boot and outlives logins.</summary>
internal sealed class Linger : IUserCheck
{
    // logind writes such names escaped and used to read them as they stand there (https://github.com/systemd/systemd/pull/25529, in 253 and in distributions' 252).
    private const int Unescapes = 252;

    public About About { get; } = new("systemd.linger", "the user's systemd starts at boot and outlives logins")
    {
        Reads = "/var/lib/systemd/linger/USER",
        Why = "Without linger systemd ends the user's processes, containers among them, soon after the last logout, and starts none at boot.",
        Risk = "the user's processes go on after logout, which some sites forbid",
        Sources = ["loginctl(1)", "https://docs.docker.com/engine/security/rootless/tips/", "https://rootlesscontaine.rs/getting-started/common/login/"],
    };

    public Finding Look(UserFacts user) => user switch
    {
        { IsRemapOwner: true } => Finding.Skip("the daemon is root's, and starts with the host"),
        { Host.HasSystemd: false, Host.Needs.Boot: true } => Finding.Unknown("no systemd here: nothing tells whether another init starts the user's containers at boot"),
        { Host.HasSystemd: false } => Finding.Skip("no systemd here"),
        { Lingers: true, Host: { Needs.Boot: true, SystemdVersion: < Unescapes and var version } } when LingerFile.NameOf(user.Name) is var file && file != user.Name =>
            Finding.Fail($"linger is on, but at boot logind of systemd {version} takes {file} for the account's name, and starts nobody").Because($"/var/lib/systemd/linger/{file}")
                .With(new Remedy(new ByHand("have systemd start the account's manager at boot, or update systemd to 253", $"systemctl add-wants multi-user.target user@{user.IdText}.service")) { Impact = Impact.User, TakesEffect = TakesEffect.Reboot }),
        { Lingers: true } => Finding.Pass("linger is on"),
        { Host.Needs.Boot: true } => Finding.Fail("linger is off: containers start with a login and end with the last logout")
            .Because(new Evidence($"/var/lib/systemd/linger/{user.Name}")).Wanted("on", "off").With(new Remedy(new EnableLinger(user.Name, user.Uid)) { Impact = Impact.User }),
        _ => Finding.Skip("linger is off: containers end with the last logout (--need boot asks for it)"),
    };
}
