namespace RootlessHost;

/// <summary>How the host is watched: <c>[watch]</c> of rootless-host.toml(5).</summary>
/// <param name="Interval">Between two looks, where nothing announces a change.</param>
/// <param name="Enforce">What is not as it should be is remedied.</param>
internal sealed record WatchPolicy(TimeSpan Interval, bool Enforce);
