namespace RootlessHost.Manual;

/// <summary>A key of rootless-host.toml(5), as it is told to people.</summary>
/// <param name="Key">With its table before it.</param>
/// <param name="Usual">What holds without it, as it would be written; of a key that has no such value an example.</param>
/// <param name="Short">A few words, for the comment in the file.</param>
/// <param name="Long">In sentences, for the manual page.</param>
internal sealed record Setting(string Key, string Usual, string Short, string Long)
{
    /// <summary>The table's name; empty for the keys at the top.</summary>
    public string Table => Key.Contains('.') ? Key[..Key.IndexOf('.')] : "";

    /// <summary>Without the table.</summary>
    public string Name => Key[(Key.IndexOf('.') + 1)..];
}
