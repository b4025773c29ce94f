namespace RootlessHost;

/// <summary>The configuration cannot be used; the message begins with file, line and column.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
