using System.Globalization;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>The map of subordinate ids as part of the page: a strip as wide as the screen is, and who has what below it.</summary>
internal static class HtmlIds
{
    private const int MostListed = 24;
    private const int MostOverlaps = 8;
    private const double Thinnest = 0.3; // percent

    private static readonly IdsScale Scale = new(0, 100);

    private static readonly (ulong Id, string Text, string Anchor)[] Ticks =
        [(0, "0", "start"), (65_536, "65536", "middle"), (1 << 20, "2^20", "middle"), (1 << 24, "2^24", "middle"), (1 << 28, "2^28", "middle"), (1UL << 32, "2^32", "end")];

    public static void Write(TextWriter text, IReadOnlyList<IdsTable> tables)
    {
        text.Write("<h2 class=\"ids\">Subordinate ids</h2>\n<p class=\"legend\">");
        foreach ((string style, string what) in ((string, string)[])[("granted", "granted"), ("reserved", "kept, nobody's"), ("ignored", "not read"), ("dangerous", "dangerous"), ("free", "free to give")])
        {
            text.Write($"<span><i class=\"key {style}\"></i>{what}</span>");
        }
        text.Write("</p>\n");
        foreach (IdsTable table in tables) Write(text, table);
    }

    private static void Write(TextWriter text, IdsTable table)
    {
        string kind = table.Word == "uid" ? "User" : "Group";
        string sum = $"{Sentences.Count(table.Rows.Count, "row")}, window {table.Window}, {table.Available:N0} ids free";
        text.Write($"<h3>{kind} ids: /etc/sub{table.Word}</h3>\n<p class=\"faint\">{sum}</p>\n");
        text.Write($"<svg class=\"strip\" role=\"img\" aria-label=\"{kind} ids: {sum}\">\n<rect class=\"all\" x=\"0\" y=\"0\" width=\"100%\" height=\"36\"/>\n");
        Bars(text, "free", 0, 36, table.Free);
        foreach (IdsState state in (IdsState[])[IdsState.Ignored, IdsState.Reserved, IdsState.Granted, IdsState.Dangerous])
        {
            Bars(text, IdsTable.States[(int)state], 6, 24, table.Rows.Where(row => row.State == state).Select(row => row.Range));
        }
        foreach ((ulong id, string label, string anchor) in Ticks) text.Write(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{Scale.Of(id):0.##}%\" y=\"51\" text-anchor=\"{anchor}\">{label}</text>\n"));
        text.Write("</svg>\n<ul class=\"rows\">\n");
        IdsRow[] listed = [.. table.Rows.OrderBy(row => row.State == IdsState.Dangerous ? 0 : 1).Take(MostListed).OrderBy(row => row.Range.Start)];
        foreach (IdsRow row in listed)
        {
            string ids = row.Range.Count == 0 ? "none" : $"{row.Range}";
            text.Write($"<li><i class=\"key {row.Word}\"></i><span class=\"num\">{ids}</span> {Markup.Escape(Harmless.Line(row.Owner, 64))} <span class=\"faint\">line {row.Line}: {row.Word}, {Markup.Escape(Harmless.Line(row.Why, 200))}</span></li>\n");
        }
        if (listed.Length == 0) text.Write("<li class=\"faint\">Nobody has any.</li>\n");
        if (listed.Length < table.Rows.Count) text.Write($"<li class=\"faint\">and {Sentences.Count(table.Rows.Count - listed.Length, "more row")}</li>\n");
        foreach ((string a, string b, IdRange range) in table.Overlaps.Take(MostOverlaps))
        {
            text.Write($"<li><i class=\"key dangerous\"></i><span class=\"num\">{range}</span> <strong>overlap</strong> of {Markup.Escape(Harmless.Line(a, 64))} and {Markup.Escape(Harmless.Line(b, 64))}</li>\n");
        }
        long more = Math.Max(0, table.Overlaps.Count - MostOverlaps) + table.MoreOverlaps;
        if (more > 0) text.Write($"<li class=\"faint\">and {more:N0} more {(more == 1 ? "overlap" : "overlaps")}</li>\n");
        text.Write("</ul>\n");
    }

    // However many ranges there are, no more bars than can be told apart: what touches is one.
    private static void Bars(TextWriter text, string style, int y, int height, IEnumerable<IdRange> ranges)
    {
        (double left, double right) = (-1, -1);
        foreach (IdRange range in ranges.Where(range => range.Count > 0 && range.Start < IdRange.Ids).OrderBy(range => range.Start))
        {
            double start = Scale.Of(range.Start);
            double end = Math.Max(Scale.Of(range.End), start + Thinnest);
            if (left >= 0 && start <= right)
            {
                right = Math.Max(right, end);
                continue;
            }
            if (left >= 0) Bar(left, right);
            (left, right) = (start, end);
        }
        if (left >= 0) Bar(left, right);

        void Bar(double from, double to) =>
            text.Write(string.Create(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{from:0.##}%\" y=\"{y}\" width=\"{Math.Min(to, 100) - from:0.##}%\" height=\"{height}\"/>\n"));
    }
}
