namespace RootlessHost.Daemon;

/// <summary>What can be asked for.</summary>
internal enum Route
{
    Page,
    Livez,
    Readyz,
    Healthz,
    ReadyzCheck,
    Startedz,
    Health,
    Report,
    Check,
    Metrics,
    None,
}
