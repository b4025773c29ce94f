namespace RootlessHost.Tests.Crash;

/// <summary>They take both processors for a while, and so are on their own.</summary>
[CollectionDefinition("crash", DisableParallelization = true)]
public sealed class CrashTests;
