namespace RootlessHost.Linux;

/// <summary>What ended a wait.</summary>
public enum Waking
{
    Time, // it was up
    Change, // of something that was seen
    Call, // of Wake
}
