using Tomlyn.Syntax;

namespace RootlessHost.Facts;

/// <summary>Something in a TOML file is wrong, at a place.</summary>
internal sealed class PlacedException(TextPosition at, string message) : Exception(message)
{
    public PlacedException(SyntaxNodeBase node, string message) : this(node.Span.Start, message)
    {
    }

    public TextPosition At { get; } = at;

    /// <summary><c>PATH:LINE:COLUMN</c>, both from 1 on.</summary>
    public static string Place(string path, TextPosition at) => $"{path}:{at.Line + 1}:{at.Column + 1}";
}
