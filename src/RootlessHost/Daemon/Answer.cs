using Microsoft.Extensions.Primitives;

namespace RootlessHost.Daemon;

/// <summary>A response that is ready to be sent.</summary>
internal sealed record Answer(int Status, StringValues Type, ReadOnlyMemory<byte> Body)
{
    public static StringValues Text { get; } = "text/plain; charset=utf-8";

    public static StringValues Json { get; } = "application/json";

    public static StringValues HealthJson { get; } = "application/health+json";

    public static StringValues Html { get; } = "text/html; charset=utf-8";

    /// <summary>Null for what is not worth a condition.</summary>
    public StringValues Tag { get; init; }

    /// <summary>For pages alone.</summary>
    public StringValues Policy { get; init; }

    public static Answer Of(int status, string text) => new(status, Text, System.Text.Encoding.UTF8.GetBytes(text));
}
