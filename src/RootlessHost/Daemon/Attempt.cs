namespace RootlessHost.Daemon;

/// <summary>The last time that the host was to be mended.</summary>
internal sealed record Attempt(DateTimeOffset At, bool Success);
