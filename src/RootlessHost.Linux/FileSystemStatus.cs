namespace RootlessHost.Linux;

/// <summary>What statfs(2) tells of a mounted filesystem, in bytes and inodes.</summary>
/// <param name="Type">f_type, a magic number of statfs(2).</param>
/// <param name="Size">Bytes in all.</param>
/// <param name="Available">Bytes that an unprivileged user may still use.</param>
/// <param name="Inodes">Inodes in all; 0 where the filesystem does not count them.</param>
/// <param name="FreeInodes">Inodes still free.</param>
public sealed record FileSystemStatus(long Type, long Size, long Available, long Inodes, long FreeInodes);
