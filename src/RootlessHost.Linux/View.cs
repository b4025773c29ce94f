using System.Text;

namespace RootlessHost.Linux;

/// <summary>
/// A host as one account may see it: each look has that account's rights, whatever the process may do, so that nothing is told of what the account cannot reach
/// itself. What it may not reach is a <see cref="PosixException"/> with EACCES, as the account would get it. A file system that does not answer costs the account
/// its own answers alone.
/// </summary>
/// <remarks>On the machine itself; a directory that stands for a host has the owners of whoever unpacked it, and a capture has the answers already.</remarks>
public sealed class View
{
    internal const int MostPath = 4095; // PATH_MAX without its NUL

    private readonly Root _root;
    private readonly Viewer _viewer;

    internal View(Root root, Viewer viewer) => (_root, _viewer) = (root, viewer);

    /// <inheritdoc cref="Root.Stat"/>
    public FileStatus? Stat(string path) => (FileStatus?)Look(Operation.Stat, path);

    /// <inheritdoc cref="Root.StatLink"/>
    public FileStatus? StatLink(string path) => (FileStatus?)Look(Operation.Lstat, path);

    /// <inheritdoc cref="Root.ReadLink"/>
    public string? ReadLink(string path) => (string?)Look(Operation.Readlink, path);

    /// <inheritdoc cref="Root.List"/>
    /// <exception cref="RefusedException">It has more names than <see cref="Budget.NamesOfDirectory"/>.</exception>
    public IReadOnlyList<string>? List(string path) => (IReadOnlyList<string>?)Look(Operation.List, path);

    /// <inheritdoc cref="Root.Attribute"/>
    public byte[]? Attribute(string path, string name) => (byte[]?)Look(Operation.Xattr, path + "\0" + name);

    /// <inheritdoc cref="Root.FileSystem"/>
    public FileSystemStatus? FileSystem(string path) => (FileSystemStatus?)Look(Operation.Statfs, path);

    /// <inheritdoc cref="Root.EntryKind"/>
    public string? EntryKind(string path) => (string?)Look(Operation.Dtype, path);

    /// <inheritdoc cref="Root.Read"/>
    public byte[]? Read(string path) => (byte[]?)Look(Operation.Read, path);

    /// <summary>A file's text, UTF-8; null when there is no such file.</summary>
    public string? ReadText(string path) => Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <inheritdoc cref="Root.Resolve"/>
    public string? Resolve(string path) => Root.Resolve(path, ReadLink, StatLink);

    // What is longer names nothing, and is not remembered either.
    private object? Look(Operation operation, string path) => path.Length is 0 or > MostPath ? null : _root.OnceFor(_viewer, operation, path);
}
