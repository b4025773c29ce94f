using System.Globalization;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>The map as a table for a terminal, in the order of the ids.</summary>
internal static class IdsText
{
    private const int MostRows = 100;
    private const int MostOthers = 20;
    private const int MostNotes = 20;

    public static void Write(IdsMap map, Stream stream, Style style)
    {
        using StreamWriter output = Utf8.Writer(stream);
        var paper = new Paper(output, style.Color);
        bool isFirst = true;
        foreach (IdsSpace space in map.Spaces)
        {
            if (!isFirst) paper.Line();
            isFirst = false;
            Write(map, space, paper, output, style);
        }
    }

    private static void Write(IdsMap map, IdsSpace space, Paper paper, StreamWriter output, Style style)
    {
        paper.Wrap($"Subordinate {space.Word}s: {space.Path}, {Count(space.Rows.Count, "row")}");
        paper.Wrap($"Window: {space.Window} (SUB_{space.Word.ToUpperInvariant()}_MIN and _MAX of /etc/login.defs), {Count(space.FreeBlocks, "block")} of 65536 free", 2);
        paper.Line();
        output.Write($"  {"FIRST",10}  {"LAST",10}  {"COUNT",10}  {"OWNER",-23}  {"STATE",-9}  LINE\n");
        IdsRow[] rows = [.. Shown(map, space)];
        foreach (IdsEntry entry in Others(space).Concat(rows.Select(row => new IdsEntry(row.Range, row.Owner, row.Word, row))).OrderBy(entry => entry.Range.Start).ThenBy(entry => entry.Row?.Line ?? 0))
        {
            string mark = entry.Row is { } row && map.IsMarked(row) ? ">" : " ";
            string line = $"{mark} {Number(entry.Range.Start),10}  {Number(entry.Range.Last),10}  {Number(entry.Range.Count),10}  {Fit(entry.What, 23)}  {entry.State,-9}  {entry.Row?.Line.ToString(CultureInfo.InvariantCulture)}".TrimEnd();
            output.Write(Paint(line, entry, style) + "\n");
        }
        if (rows.Length < space.Rows.Count) paper.Wrap($"and {Count(space.Rows.Count - rows.Length, "more row")}: --format json has them all", 4);
        if (space.Free.Count > MostOthers) paper.Wrap($"and {Count(space.Free.Count - MostOthers, "smaller free range")}", 4);
        WriteNotes(space, rows, paper);
        WriteOverlaps(space, paper);
    }

    // All, or where there are too many those that were asked about and those that somebody should look at.
    private static IEnumerable<IdsRow> Shown(IdsMap map, IdsSpace space) => space.Rows.Count <= MostRows
        ? space.Rows
        : space.Rows.OrderBy(row => map.IsMarked(row) ? 0 : row.State == IdsState.Dangerous ? 1 : 2).Take(MostRows);

    private static IEnumerable<IdsEntry> Others(IdsSpace space)
    {
        foreach (ReservedRange reserved in space.Reserved)
        {
            if (reserved.Name == "no one yet") continue;
            int accounts = space.Real.Within(reserved.Range).Count;
            yield return new(reserved.Range, accounts > 0 && reserved.Range.Count > 1 ? $"{reserved.Name} ({accounts})" : reserved.Name, "reserved");
        }
        (int first, int count) = space.Real.Within(ReservedRange.Between(ReservedRange.Lowest, IdRange.Ids - 1));
        for (int i = first; i < first + Math.Min(count, MostOthers); i++) yield return new(new(space.Real.Ids[i], 1), space.Real.NameAt(i), "real");
        foreach (IdRange free in space.Free.OrderByDescending(free => free.Count).Take(MostOthers)) yield return new(free, "-", "free");
    }

    private static void WriteNotes(IdsSpace space, IdsRow[] rows, Paper paper)
    {
        IdsRow[] odd = [.. rows.Where(row => row.State is IdsState.Dangerous or IdsState.Ignored).OrderByDescending(row => row.State).ThenBy(row => row.Line).Take(MostNotes)];
        if (odd.Length == 0) return;
        paper.Line();
        foreach (IdsRow row in odd) paper.Wrap($"{space.Path}:{row.Line} is {row.Word}: {row.Why}", 2);
    }

    private static void WriteOverlaps(IdsSpace space, Paper paper)
    {
        if (space.Overlaps.Count == 0) return;
        paper.Line();
        paper.Wrap($"Overlaps: {space.Overlaps.Count + space.MoreOverlaps}", 2);
        foreach (IdsOverlap overlap in space.Overlaps.Take(MostOthers))
        {
            paper.Wrap($"{overlap.Range}: {Harmless.Line(overlap.A.Owner, 24)} (line {overlap.A.Line}) and {Harmless.Line(overlap.B.Owner, 24)} (line {overlap.B.Line})", 4);
        }
    }

    // A name may be wide characters: two columns each.
    private static string Fit(string text, int width)
    {
        string safe = Harmless.Line(text, width);
        while (Columns(safe) > width) safe = Harmless.Line(safe, safe.Length - 1);
        return safe + new string(' ', width - Columns(safe));
    }

    private static int Columns(string text) => text.Sum(c => c is >= '\u1100' and not '…' ? 2 : 1);

    private static string Paint(string line, IdsEntry entry, Style style) => !style.Color ? line : entry switch
    {
        { Row.State: IdsState.Dangerous } => $"\e[1;31m{line}\e[0m",
        { Row.State: IdsState.Granted } => line,
        { State: "free" } => $"\e[32m{line}\e[0m",
        _ => $"\e[2m{line}\e[0m",
    };

    // What is past the ids that there are needs no further figures.
    private static string Number(ulong number) => number > IdRange.Ids ? "> 2^32" : number.ToString(CultureInfo.InvariantCulture);

    private static string Count(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Count(ulong count, string what) => Count((long)count, what);
}
