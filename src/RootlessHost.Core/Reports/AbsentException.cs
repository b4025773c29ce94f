namespace RootlessHost.Reports;

/// <summary>An account or a group that was named is not on this host; it may come later, in the first minutes after a boot.</summary>
public sealed class AbsentException(string message) : FormatException(message);
