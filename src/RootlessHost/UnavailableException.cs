namespace RootlessHost;

/// <summary>A program that is needed for what was asked is not there.</summary>
internal sealed class UnavailableException(string message) : Exception(message);
