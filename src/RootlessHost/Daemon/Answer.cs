using Microsoft.Extensions.Primitives;

namespace RootlessHost.Daemon;

/// <summary>A response that is ready to be sent.</summary>
internal sealed record Answer(int Status, StringValues Type, ReadOnlyMemory<byte> Body)
{
    public static StringValues Text { get; } = "text/plain; charset=utf-8";

    public static StringValues Json { get; } = "application/json";

    public static StringValues HealthJson { get; } = "application/health+json";

    public static StringValues Html { get; } = "text/html; charset=utf-8";

    /// <summary>What comes after <see cref="Body"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> More { get; init; } = [];

    /// <summary>When it is sent no longer, whoever has not taken it: a report that two others have followed would be kept for who reads slowly.</summary>
    public CancellationToken Until { get; init; }

    /// <summary>Bytes in all.</summary>
    public long Length => Body.Length + More.Sum(part => (long)part.Length);

    /// <summary>Null for what is not worth a condition.</summary>
    public StringValues Tag { get; init; }

    /// <summary>For pages alone.</summary>
    public StringValues Policy { get; init; }

    public static Answer Of(int status, string text) => new(status, Text, System.Text.Encoding.UTF8.GetBytes(text));
}
