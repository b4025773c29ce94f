namespace RootlessHost.Reports;

/// <summary>Lines of at most 80 columns. What is written is made harmless first.</summary>
internal sealed class Paper(TextWriter output, bool color)
{
    public const int Width = 80;

    public void Line() => output.Write('\n');

    /// <summary>A paragraph, broken between words. A word longer than a line stays whole.</summary>
    public void Wrap(string text, int indent = 0) => Fold(Harmless.Line(text), indent, indent, indent);

    /// <summary>A coloured label, and a paragraph behind it whose further lines are indented.</summary>
    public void Marked(string label, Ink ink, string text, int indent)
    {
        output.Write(Paint(label, ink));
        output.Write(' ');
        Fold(Harmless.Line(text), label.Length + 1, label.Length + 1, indent, isOpen: true);
    }

    /// <summary>One line, its end cut off when it is too long: what a file says may be of any length.</summary>
    public void Cut(string text, int indent) => output.Write($"{new string(' ', indent)}{Harmless.Line(text, Width - indent)}\n");

    /// <summary>A command to paste: never broken, however long.</summary>
    public void Command(string command) => output.Write($"    {Paint(Harmless.Line(command), Ink.Command)}\n");

    /// <summary>A line that is never broken.</summary>
    public void Painted(string line, Ink ink) => output.Write($"{Paint(Harmless.Line(line), ink)}\n");

    /// <summary>A fragment as a sentence.</summary>
    public static string Sentence(string fragment) => fragment.Length == 0 || ".!?…".Contains(fragment[^1]) ? fragment : fragment + ".";

    private void Fold(string text, int column, int first, int indent, bool isOpen = false)
    {
        if (!isOpen) output.Write(new string(' ', first));
        bool atStart = true;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!atStart && column + 1 + word.Length > Width)
            {
                output.Write('\n');
                output.Write(new string(' ', indent));
                column = indent;
                atStart = true;
            }
            if (!atStart)
            {
                output.Write(' ');
                column++;
            }
            output.Write(word);
            column += word.Length;
            atStart = false;
        }
        output.Write('\n');
    }

    private string Paint(string text, Ink ink) => !color ? text : ink switch
    {
        Ink.Good => $"\e[32m{text}\e[0m",
        Ink.Bad => $"\e[1;31m{text}\e[0m",
        Ink.Dubious => $"\e[33m{text}\e[0m",
        Ink.Odd => $"\e[35m{text}\e[0m",
        Ink.Plain => text,
        Ink.Faint => $"\e[2m{text}\e[0m",
        _ => $"\e[36m{text}\e[0m",
    };
}
