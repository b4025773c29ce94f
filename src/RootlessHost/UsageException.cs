namespace RootlessHost;

/// <summary>The command line asks for something that there is not: a user, an engine, a need, a format.</summary>
internal sealed class UsageException(string message) : Exception(message);
