using System.Text;

namespace RootlessHost.Reports;

/// <summary>Text inside XML and HTML.</summary>
internal static class Markup
{
    /// <summary>The text for an element or a quoted attribute. Characters that XML 1.0 has not are shown as their numbers.</summary>
    public static string Escape(string text)
    {
        string safe = Harmless.Line(text);
        if (safe.AsSpan().IndexOfAny("<>&\"'") < 0) return safe;
        var escaped = new StringBuilder(safe.Length + 16);
        foreach (char c in safe)
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }
}
