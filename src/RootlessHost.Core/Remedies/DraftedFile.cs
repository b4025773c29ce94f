using System.Buffers;
using System.Text;
using RootlessHost.Linux;

namespace RootlessHost.Remedies;

/// <summary>A file as a plan will have it.</summary>
/// <param name="path">The file, no link in its path.</param>
/// <param name="before">The bytes that were seen; null where there is no file, or nobody looked into it.</param>
/// <param name="exists">There is such a file.</param>
internal sealed class DraftedFile(string path, byte[]? before, bool exists)
{
    private ArrayBufferWriter<byte>? _content;
    private byte[]? _after;

    public string Path { get; } = path;

    public bool Exists { get; } = exists;

    public byte[]? Before { get; set; } = before;

    /// <summary>The bytes it will have; null where they stay as they are.</summary>
    public byte[]? After => _after ??= _content?.WrittenSpan.ToArray();

    public bool ChangesContent => _content is not null;

    /// <summary>Null for the mode it has, or 0644.</summary>
    public uint? Mode { get; set; }

    public uint? Uid { get; set; }

    public uint? Gid { get; set; }

    /// <summary>Attributes that will differ; null for one that goes.</summary>
    public Dictionary<string, byte[]?> Attributes { get; } = new(StringComparer.Ordinal);

    public string Text => Encoding.UTF8.GetString(_content is null ? Before ?? [] : _content.WrittenSpan);

    /// <summary>Adds a line behind the others, and the newline that the last of them may lack.</summary>
    public void Append(string line)
    {
        if (_content is null) Write(Before ?? []);
        _after = null;
        if (_content!.WrittenCount > 0 && _content.WrittenSpan[^1] != '\n') _content.Write("\n"u8);
        if (line.Length == 0) return;
        Encoding.UTF8.GetBytes(line, _content);
        _content.Write("\n"u8);
    }

    public void Write(byte[] content)
    {
        _after = null;
        _content = new ArrayBufferWriter<byte>(Math.Max(content.Length * 2, 256));
        _content.Write(content);
    }

    public AssumedFile Assumed => new(Path, After, Mode, Uid, Gid) { Attributes = Attributes };
}
