namespace RootlessHost.Remedies;

/// <summary>When a change is in force.</summary>
public enum TakesEffect
{
    Immediately,
    EngineRestart, // when the engine is started again
    Relogin,       // at the user's next login
    Reboot,
}
