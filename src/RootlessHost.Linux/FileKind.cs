namespace RootlessHost.Linux;

/// <summary>What a path names, from the type bits of st_mode (inode(7)).</summary>
public enum FileKind
{
    Other,
    Regular,
    Directory,
    Link,
    CharacterDevice,
    BlockDevice,
    Fifo,
    Socket,
}
