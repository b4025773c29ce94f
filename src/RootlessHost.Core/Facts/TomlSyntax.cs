using RootlessHost.Reports;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace RootlessHost.Facts;

/// <summary>Whether a text is TOML.</summary>
internal static class TomlSyntax
{
    // The parser calls itself for each, and a stack that is full ends the program without a word.
    private const int Deepest = 50;

    // A second of work is in ten times as much.
    private const int Longest = 64 * 1024;

    /// <exception cref="PlacedException">It is not.</exception>
    public static DocumentSyntax Parse(string path, string text)
    {
        if (TooDeep(text) is { } place) throw new PlacedException(place, $"more than {Deepest} brackets are open");
        // Tomlyn 2.10 throws what is no answer where a text ends within an escape: it ends with a space.
        DocumentSyntax document = SyntaxParser.Parse(text.TrimStart('\uFEFF') + " ", path, validate: true);
        if (!document.HasErrors) return document;
        DiagnosticMessage error = document.Diagnostics.First(message => message.Kind == DiagnosticMessageKind.Error);
        throw new PlacedException(error.Span.Start, Harmless.Line(error.Message.TrimEnd('.'), 200));
    }

    /// <summary><c>PATH:LINE:COLUMN: why</c> it is not; null when it is, or too long or too deep for anybody's configuration, which is not judged: every user may have one.</summary>
    public static string? Problem(string path, string text)
    {
        if (text.Length > Longest || TooDeep(text) is not null) return null;
        try
        {
            Parse(path, text);
            return null;
        }
        catch (PlacedException wrong)
        {
            return $"{PlacedException.Place(Harmless.Line(path), wrong.At)}: {wrong.Message}";
        }
    }

    // Counted in strings and comments as well: those with so many open brackets are nobody's loss.
    private static TextPosition? TooDeep(string text)
    {
        (int depth, int line, int start) = (0, 0, 0);
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '[' or '{' when ++depth > Deepest:
                    return new TextPosition(i, line, i - start);
                case ']' or '}' when depth > 0:
                    depth--;
                    break;
                case '\n':
                    line++;
                    start = i + 1;
                    break;
                default:
                    break;
            }
        }
        return null;
    }
}
