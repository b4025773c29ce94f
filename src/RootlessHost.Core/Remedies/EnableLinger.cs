namespace RootlessHost.Remedies;

/// <summary>An account's systemd runs from boot, logged in or not (loginctl(1)).</summary>
public sealed record EnableLinger(string User) : Change($"/var/lib/systemd/linger/{User}")
{
    public override string Summary => $"enable linger for {User}";

    public override IEnumerable<string> Commands => [$"loginctl enable-linger {Shell.Quote(User)}"];
}
