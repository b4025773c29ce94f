using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>What a report says of the host itself. What cannot be read is null here: the checks say why.</summary>
/// <param name="Hostname">Empty where nothing tells.</param>
/// <param name="Kernel">The running kernel's release; null for an image.</param>
/// <param name="Container">The container manager that the host runs under; null for a machine.</param>
public sealed record HostLabel(string Hostname, string? OsId, string? OsVersionId, string? OsPrettyName, string? Kernel, string? Architecture, string? Container)
{
    /// <summary>It is no running system.</summary>
    public bool IsImage { get; init; }

    /// <summary>In a line: <c>web1, Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64, in lxc</c>.</summary>
    public string Line => Harmless.Line(string.Join(", ", new[]
    {
        Hostname.Length > 0 ? Hostname : null,
        OsPrettyName,
        Kernel is null ? null : $"Linux {Kernel}",
        Container is null ? null : $"in {Container}",
    }.OfType<string>()), 300);

    public static HostLabel Of(HostFacts host) => new(
        Harmless.Line(Read(() => host.Hostname) ?? "", 255),
        Read(() => host.Os.Id),
        Read(() => host.Os.VersionId),
        Read(() => host.Os.PrettyName),
        Read(() => host.Kernel?.Text),
        Read(() => host.Architecture),
        Read(() => host.Container))
    {
        IsImage = host.IsImage,
    };

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
