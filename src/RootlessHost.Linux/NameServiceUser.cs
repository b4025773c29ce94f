namespace RootlessHost.Linux;

/// <summary>An account as getpwnam(3) gives it.</summary>
public sealed record NameServiceUser(string Name, uint Uid, uint Gid, string Home, string Shell);
