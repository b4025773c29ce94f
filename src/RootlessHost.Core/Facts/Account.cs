namespace RootlessHost.Facts;

/// <summary>A user account, passwd(5).</summary>
/// <param name="Line">Its line in /etc/passwd; 0 when it comes from somewhere else.</param>
public sealed record Account(string Name, uint Uid, uint Gid, string Home, string Shell, int Line = 0);
