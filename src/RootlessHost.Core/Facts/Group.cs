namespace RootlessHost.Facts;

/// <summary>A group, group(5).</summary>
/// <param name="Members">Those named in it; whose primary group it is are not.</param>
/// <param name="Line">Its line in /etc/group.</param>
public sealed record Group(string Name, uint Gid, IReadOnlyList<string> Members, int Line);
