namespace RootlessHost.Linux;

/// <summary>What statx(2) tells of a file.</summary>
/// <param name="Mode">st_mode: type and permission bits.</param>
/// <param name="Uid">The owner.</param>
/// <param name="Gid">The group.</param>
/// <param name="Size">Bytes; 0 for what /proc and /sys make up.</param>
/// <param name="Links">Hard links.</param>
/// <param name="Device">The device that a device node names, <c>major:minor</c>; "0:0" for other files.</param>
/// <param name="ModifiedAt">Seconds since 1970.</param>
public sealed record FileStatus(uint Mode, uint Uid, uint Gid, long Size, uint Links, string Device, long ModifiedAt)
{
    // The type bits have the same values on every architecture: include/uapi/linux/stat.h.
    public FileKind Kind => (Mode >> 12) switch
    {
        0x8 => FileKind.Regular,
        0x4 => FileKind.Directory,
        0xA => FileKind.Link,
        0x2 => FileKind.CharacterDevice,
        0x6 => FileKind.BlockDevice,
        0x1 => FileKind.Fifo,
        0xC => FileKind.Socket,
        _ => FileKind.Other,
    };

    /// <summary>The permission bits: <c>0o7777</c>.</summary>
    public uint Permissions => Mode & 0xFFF;

    public bool IsSetuid => (Mode & 0x800) != 0;

    /// <summary>Of a folder: only the owner of a file in it may remove or replace that file.</summary>
    public bool IsSticky => (Mode & 0x200) != 0;

    /// <summary>Somebody other than the owner may write to it.</summary>
    public bool IsWritableByOthers => (Mode & 0x12) != 0;

    /// <summary>The permission bits as chmod(1) takes them: <c>4755</c>, <c>0644</c>.</summary>
    public string Octal => Convert.ToString(Permissions, 8).PadLeft(4, '0');

    /// <summary>
    /// Whether the classic permission bits let an account read (4), write (2) or search and execute (1), path_resolution(7).
    /// Access control lists and capabilities are not looked at.
    /// </summary>
    public bool Allows(uint uid, IReadOnlyCollection<uint> gids, uint wanted)
    {
        uint granted = Uid == uid ? (Mode >> 6) & 7 : gids.Contains(Gid) ? (Mode >> 3) & 7 : Mode & 7;
        return (granted & wanted) == wanted;
    }
}
