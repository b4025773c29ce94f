namespace RootlessHost.Checks;

/// <summary>What became of a check.</summary>
public enum Status
{
    Pass,    // it holds
    Warn,    // it works, less well, or it is a hazard
    Fail,    // an engine or a need cannot work
    Unknown, // could not be found out; the reason says why
    Skip,    // does not apply here
}
