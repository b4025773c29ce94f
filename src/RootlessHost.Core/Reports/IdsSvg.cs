using System.Globalization;
using System.Text;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>The map as a picture: a strip for the uids and one for the gids, and below each who has what.</summary>
internal sealed class IdsSvg
{
    private const int Width = 800;
    private const int Margin = 20;
    private const int MostListed = 16;
    private const int MostOverlaps = 6;

    private static readonly (ulong Id, string Text)[] Ticks =
    [
        (0, "0"), (1000, "1000"), (60_001, "60001"), (65_536, "65536"), (1 << 18, "262144"), (1 << 20, "1048576"), (1 << 23, "8388608"), (1 << 26, "67108864"),
        (1 << 29, "536870912"), (1UL << 31, "2^31"), (1UL << 32, "2^32"),
    ];

    private readonly IdsMap _map;
    private readonly StringBuilder _svg = new();
    private readonly IdsScale _scale = new(Margin, Width - (2 * Margin));

    private IdsSvg(IdsMap map) => _map = map;

    public static void Write(IdsMap map, Stream output)
    {
        using StreamWriter writer = Utf8.Writer(output);
        writer.Write(new IdsSvg(map).Draw());
    }

    private string Draw()
    {
        int y = 34;
        Text(Margin, y, "t", Title);
        y = Legend(y + 24);
        foreach (IdsSpace space in _map.Spaces) y = Space(space, y + 34);
        int height = y + 16;
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" role="img" aria-labelledby="ids-title ids-desc">
            <title id="ids-title">{Markup.Escape(Title)}</title>
            <desc id="ids-desc">{Markup.Escape(Description)}</desc>
            <style>
            {IdsStyle.Css}
            </style>
            <rect class="bg" width="{Width}" height="{height}"/>
            {_svg}</svg>

            """;
    }

    private string Title => _map.Hostname.Length > 0 ? $"Subordinate ids of {Cut(_map.Hostname, 50)}" : "Subordinate ids";

    private string Description => string.Join(' ', _map.Spaces.Select(space =>
        $"{space.Path}: {space.Rows.Count} rows, of which {space.Rows.Count(row => row.State == IdsState.Granted)} granted and {space.Rows.Count(row => row.State == IdsState.Dangerous)} dangerous, "
        + $"{space.Overlaps.Count + space.MoreOverlaps} overlaps, {space.FreeBlocks} blocks of 65536 ids free in {space.Window}."));

    private int Legend(int y)
    {
        double x = Margin;
        foreach ((string style, string text) in ((string, string)[])
        [
            ("granted", "granted"), ("reserved", "kept, nobody's"), ("ignored", "not read"), ("dangerous", "dangerous"), ("free", "free to give"), ("kept", "reserved for others"), ("real", "real accounts"),
        ])
        {
            Rect(style, x, y - 10, style == "real" ? 2 : 12, 12);
            Text(x + 17, y, "small", text);
            x += 17 + (text.Length * 6.1) + 20;
        }
        return y;
    }

    private int Space(IdsSpace space, int y)
    {
        Text(Margin, y, "h", $"{(space.Kind == IdKind.Uid ? "User ids" : "Group ids")}: {space.Path}");
        TextEnd(Width - Margin, y, "faint", $"{Plural(space.Rows.Count, "row")}, window {space.Window}, {Plural((int)space.FreeBlocks, "free block")} of 65536");
        y += 14;
        int top = y;
        foreach (ReservedRange reserved in space.Reserved) Bar("kept", reserved.Range, top, 40, least: 0);
        foreach (IdRange free in Merged(space.Free)) Bar("free", free, top + 4, 32, least: 0);
        Rows(space, top + 8, 24);
        Accounts(space, top + 41);
        Axis(top, top + 56);
        y = Names(top + 56 + 30);
        y = List(space, y + 8);
        return y;
    }

    // What lies under the strip's parts; there is room for these.
    private int Names(int y)
    {
        Centred(0, 65_535, y, "system, local users, systemd");
        Centred(ReservedRange.Lowest, (1UL << 31) - 1, y, "where ranges belong");
        Centred(1UL << 31, 1UL << 32, y, "negative");
        return y;

        void Centred(ulong first, ulong last, int at, string text) =>
            _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"faint small\" x=\"{(_scale.Of(first) + _scale.Of(last)) / 2:0.#}\" y=\"{at}\" text-anchor=\"middle\">{text}</text>\n");
    }

    // However many rows there are, no more bars than the strip has pixels: what touches is one.
    private void Rows(IdsSpace space, int y, int height)
    {
        foreach (IdsState state in (IdsState[])[IdsState.Ignored, IdsState.Reserved, IdsState.Granted, IdsState.Dangerous])
        {
            // Neighbours keep a gap between them as long as there is room for one.
            IdRange[] ranges = [.. space.Rows.Where(row => row.State == state && row.Range.Count > 0 && row.Range.Start < IdRange.Ids).Select(row => row.Range).OrderBy(range => range.Start)];
            string style = new IdsRow(0, "", null, default, state, "").Word;
            (double left, double right) = (-1, -1);
            foreach (IdRange range in ranges)
            {
                double start = _scale.Of(range.Start);
                double end = Math.Max(_scale.Of(range.End), start + 1.5);
                if (end - start > 4) end -= 1;
                if (start <= right + 0.25)
                {
                    right = Math.Max(right, end);
                    continue;
                }
                if (left >= 0) Rect(style, left, y, right - left, height);
                (left, right) = (start, end);
            }
            if (left >= 0) Rect(style, left, y, right - left, height);
        }
    }

    private void Accounts(IdsSpace space, int y)
    {
        double last = -2;
        for (int i = 0; i < space.Real.Ids.Length; i++)
        {
            double x = _scale.Of(space.Real.Ids[i]);
            if (x < last + 2) continue;
            Rect("real", x, y, 1.5, 9);
            last = x;
        }
    }

    private void Axis(int top, int y)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{_scale.Of(0):0.#} {y}H{_scale.Of(1UL << 32):0.#}");
        foreach ((ulong id, _) in Ticks) _svg.Append(CultureInfo.InvariantCulture, $"M{_scale.Of(id):0.#} {(id is 65_536 or 1UL << 31 ? top - 4 : y)}V{y + 5}");
        _svg.Append("\"/>\n");
        double free = 0;
        foreach ((ulong id, string text) in Ticks)
        {
            double width = text.Length * 7;
            double x = Math.Clamp(_scale.Of(id) - (width / 2), Margin - 4, Width - width - 4);
            if (x < free) continue;
            Text(x, y + 17, "faint small num", text);
            free = x + width + 6;
        }
    }

    private int List(IdsSpace space, int y)
    {
        IdsRow[] rows = [.. space.Rows.OrderBy(row => _map.IsMarked(row) ? 0 : row.State == IdsState.Dangerous ? 1 : 2).Take(MostListed).OrderBy(row => row.Range.Start)];
        foreach (IdsRow row in rows)
        {
            y += 18;
            Rect(row.Word, Margin, y - 10, 12, 12);
            string strong = _map.IsMarked(row) ? " strong" : "";
            Text(Margin + 20, y, "num" + strong, row.Range.Count == 0 ? "none" : $"{row.Range.Start}-{row.Range.Last}");
            Text(Margin + 190, y, "num" + strong, Cut(row.Owner, 26));
            Text(Margin + 375, y, row.State == IdsState.Dangerous ? "bad small" : "faint small", Cut($"line {row.Line}: {row.Word}, {row.Why}", 62));
        }
        if (rows.Length < space.Rows.Count) Text(Margin + 20, y += 18, "faint", $"and {Plural(space.Rows.Count - rows.Length, "more row")}");
        if (rows.Length == 0) Text(Margin, y += 18, "faint", "Nobody has any.");
        foreach (IdsOverlap overlap in space.Overlaps.Take(MostOverlaps))
        {
            Text(Margin, y += 18, "bad", $"overlap {overlap.Range}: {Cut(overlap.A.Owner, 24)} (line {overlap.A.Line}) and {Cut(overlap.B.Owner, 24)} (line {overlap.B.Line})");
        }
        long more = space.Overlaps.Count + space.MoreOverlaps - Math.Min(space.Overlaps.Count, MostOverlaps);
        if (more > 0) Text(Margin, y += 18, "bad", $"and {more} more {(more == 1 ? "overlap" : "overlaps")}");
        return y;
    }

    private IEnumerable<IdRange> Merged(IEnumerable<IdRange> ranges)
    {
        IdRange? last = null;
        foreach (IdRange range in ranges)
        {
            // A gap of less than a pixel cannot be seen.
            if (last is { } before && _scale.Of(range.Start) - _scale.Of(before.End) < 1) last = ReservedRange.Between(before.Start, range.Last);
            else
            {
                if (last is { } done) yield return done;
                last = range;
            }
        }
        if (last is { } rest) yield return rest;
    }

    private void Bar(string style, IdRange range, int y, int height, double least)
    {
        double start = _scale.Of(range.Start);
        Rect(style, start, y, Math.Max(_scale.Of(range.End) - start, least), height);
    }

    private void Rect(string style, double x, double y, double width, double height) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"/>\n");

    private void Text(double x, double y, string style, string text) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\">{Markup.Escape(text)}</text>\n");

    private void TextEnd(double x, double y, string style, string text) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"end\">{Markup.Escape(text)}</text>\n");

    private static string Plural(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    // Wide characters take twice the room.
    private static string Cut(string text, int most)
    {
        string safe = Harmless.Line(text, most);
        int columns = safe.Sum(c => c is >= '\u1100' and not '…' ? 2 : 1);
        return columns > most ? Harmless.Line(text, most / 2) : safe;
    }
}
