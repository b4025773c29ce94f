namespace RootlessHost.Linux;

/// <summary>The kinds of look that a <see cref="Root"/> takes, named as a capture writes them.</summary>
internal enum Operation
{
    Read,
    Stat,
    Lstat,
    Readlink,
    List,
    Xattr,
    Statfs,
    Dtype,
    Ask,
    User,
    Uid,
    Users,
    Uname,
}
