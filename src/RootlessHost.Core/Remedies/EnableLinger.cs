using System.Globalization;
using RootlessHost.Facts;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>An account's systemd runs from boot, logged in or not (loginctl(1)).</summary>
/// <param name="User">The account's name.</param>
/// <param name="Uid">Its number, by which systemd calls its manager.</param>
public sealed record EnableLinger(string User, uint Uid) : Change($"/var/lib/systemd/linger/{LingerFile.NameOf(User)}")
{
    // Such a name would lead elsewhere; systemd knows no account of that name (src/basic/user-util.c, valid_user_group_name).
    public override bool IsAutomatic => !User.Contains('/') && User is not ("" or "." or "..");

    public override string Summary => $"enable linger for {Printable.Of(User)}";

    public override IEnumerable<string> Commands => [$"loginctl enable-linger {Shell.Quote(User)}"];

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(Target);
        if (!file.Exists && !file.ChangesContent)
        {
            // logind looks at the name alone (systemd src/login/logind-user.c, user_check_linger_file).
            file.Write([]);
            draft.Say("linger", User, "off", "on");
        }
        // logind reads the folder when it starts; until then somebody has to start the user's manager. It is never restarted: that would end sessions.
        if (draft.Host.Program("systemctl") is { } systemctl) draft.Do(new RunStep(systemctl, ["start", string.Create(CultureInfo.InvariantCulture, $"user@{Uid}.service")]));
    }
}
