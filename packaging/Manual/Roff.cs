using System.Text;
using RootlessHost.Reports;

namespace RootlessHost.Manual;

/// <summary>A manual page in the macros of man(7).</summary>
internal sealed class Roff
{
    private readonly StringBuilder _text = new();
    private bool _headed;

    public Roff(string name, int section, string sentence, DateOnly date)
    {
        Line($".TH {name.ToUpperInvariant()} {section} {date:yyyy-MM-dd} \"{Tool.Name} {Tool.Version}\" \"{(section == 8 ? "System Administration" : section == 5 ? "File Formats" : "Miscellaneous")}\"");
        Line(".nh").Line(".ad l"); // paths and addresses are not to be torn, nor lines to be stretched for them
        Section("NAME").Line($"{Plain(name)} \\- {Plain(sentence)}");
    }

    public Roff Section(string title) => Line($".SH {title}");

    public Roff Subsection(string title) => Line($".SS {Plain(title)}");

    public Roff Paragraph(string text) => Apart().Words(text);

    /// <summary>A word, and what it means, further in.</summary>
    public Roff Term(string bold, string text) => Line(".TP").Line($"\\fB{Plain(bold)}\\fR").Words(text);

    /// <summary>The same, where the word has a value of its own.</summary>
    public Roff Term(string bold, string italic, string text) => Line(".TP").Line($"\\fB{Plain(bold)}\\fR{(italic.Length > 0 ? $" \\fI{Plain(italic)}\\fR" : "")}").Words(text);

    /// <summary>Lines as they are.</summary>
    public Roff Example(string text)
    {
        Apart().Line(".in +4").Line(".nf");
        foreach (string line in text.Split('\n')) Words(line);
        return Line(".fi").Line(".in");
    }

    public Roff SeeAlso(params string[] pages) => Section("SEE ALSO").Line(string.Join(",\n", pages.Select(page => $".BR {page.Replace("(", " (").Replace("-", "\\-")}")).Replace(",\n", " ,\n"));

    public override string ToString() => _text.ToString();

    /// <summary>Text of ours, with nothing in it that roff would take for its own.</summary>
    private static string Plain(string text) => text.Replace("\\", "\\e").Replace("-", "\\-").Replace("'", "\\(aq").Replace("`", "\\(ga").Replace("^", "\\(ha").Replace("~", "\\(ti").Replace("…", "\\&...");

    // A heading is apart already.
    private Roff Apart() => _headed ? this : Line(".PP");

    private Roff Words(string text)
    {
        string plain = Plain(text);
        return Line(plain.StartsWith('.') ? $"\\&{plain}" : plain);
    }

    private Roff Line(string line)
    {
        _text.Append(line).Append('\n');
        _headed = line.StartsWith(".S", StringComparison.Ordinal);
        return this;
    }
}
