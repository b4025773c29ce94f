namespace RootlessHost;

/// <summary>Only root may do that.</summary>
internal sealed class NotPermittedException(string message) : Exception(message);
