namespace RootlessHost.Facts;

/// <summary>User ids or group ids: two number spaces with a file each.</summary>
public enum IdKind
{
    Uid, // /etc/subuid, subuid(5)
    Gid, // /etc/subgid, subgid(5)
}
