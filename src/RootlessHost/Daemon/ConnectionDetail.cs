namespace RootlessHost.Daemon;

/// <summary>How much is told over a connection, as its listener says.</summary>
internal sealed record ConnectionDetail(Detail Detail);
