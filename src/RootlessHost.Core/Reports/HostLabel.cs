using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>What a report says of the host itself. What cannot be read is null here: the checks say why.</summary>
internal sealed class HostLabel(HostFacts host)
{
    public string Hostname { get; } = Harmless.Line(Read(() => host.Hostname) ?? "", 255);

    public string? OsId { get; } = Read(() => host.Os.Id);

    public string? OsVersionId { get; } = Read(() => host.Os.VersionId);

    public string? OsPrettyName { get; } = Read(() => host.Os.PrettyName);

    public string? Kernel { get; } = Read(() => host.Kernel?.Text);

    public string? Architecture { get; } = Read(() => host.Architecture);

    public string? Container { get; } = Read(() => host.Container);

    /// <summary>In a line: <c>web1, Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64, in lxc</c>.</summary>
    public string Line => Harmless.Line(string.Join(", ", new[]
    {
        Hostname.Length > 0 ? Hostname : null,
        OsPrettyName,
        Kernel is null ? null : $"Linux {Kernel}",
        Container is null ? null : $"in {Container}",
    }.OfType<string>()), 300);

    private static string? Read(Func<string?> fact)
    {
        try
        {
            return fact();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
