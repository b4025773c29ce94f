namespace RootlessHost.Remedies;

/// <summary>How far a transaction has come. The state is the end of its file's name, so that one rename changes it.</summary>
public enum JournalState
{
    Begun, // at work, or broken off
    Done,
    Back, // taken back: by itself after a failure, or by the next one after a crash
}
