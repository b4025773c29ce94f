namespace RootlessHost.Tests.Crash;

/// <summary>How often the main thread makes a system call in an undisturbed run.</summary>
/// <param name="Call">The call.</param>
/// <param name="Before">How often before the program's own work begins.</param>
/// <param name="Count">How often in all.</param>
/// <param name="Changing">Which of them change something, counted from 1.</param>
internal sealed record MadeCalls(SystemCall Call, int Before, int Count, IReadOnlySet<int> Changing)
{
    private static readonly string[] ToWrite = ["O_CREAT", "O_TMPFILE", "O_WRONLY", "O_RDWR"];

    /// <summary>Those of the program's own work.</summary>
    public IEnumerable<int> Own => Enumerable.Range(Before + 1, Count - Before);

    /// <summary>Whether such a call changes something.</summary>
    /// <param name="name">The name of the call.</param>
    /// <param name="line">What strace(1) says of it.</param>
    public static bool Changes(string name, string line) =>
        Crash.Call.Changing.Contains(name) || (name.StartsWith("open", StringComparison.Ordinal) && ToWrite.Any(flag => line.Contains(flag, StringComparison.Ordinal)));
}
