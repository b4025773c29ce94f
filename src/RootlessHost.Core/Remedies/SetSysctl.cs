namespace RootlessHost.Remedies;

/// <summary>A kernel parameter has a value, now and after every boot (sysctl.d(5)).</summary>
/// <param name="Key">With dots: <c>net.ipv4.ip_forward</c>.</param>
/// <param name="Value">As sysctl(8) takes it.</param>
public sealed record SetSysctl(string Key, string Value) : Change(Key)
{
    public const string UsualFile = "/etc/sysctl.d/99-rootless-host.conf";

    /// <summary>Where it is kept: a name that sorts after every file that sets the key to something else.</summary>
    public string File { get; init; } = UsualFile;

    public override string Summary => $"set {Key} to {Value}";

    public override IEnumerable<string> Commands => [$"sysctl -w {Shell.Quote($"{Key}={Value}")}", Shell.Append($"{Key} = {Value}", File)];
}
