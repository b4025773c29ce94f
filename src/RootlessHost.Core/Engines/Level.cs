namespace RootlessHost.Engines;

/// <summary>How much an engine cares that a check passes, in rising order.</summary>
public enum Level
{
    None,        // it makes no difference
    Optional,    // one of its features
    Recommended, // it works less well without
    Required,    // it does not work without
}
