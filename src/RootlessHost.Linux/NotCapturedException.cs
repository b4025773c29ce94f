namespace RootlessHost.Linux;

/// <summary>A look at something in a capture that nobody looked at when it was made: nothing in reach tells.</summary>
public sealed class NotCapturedException(string path) : IOException($"{path} was not looked at when this was captured");
