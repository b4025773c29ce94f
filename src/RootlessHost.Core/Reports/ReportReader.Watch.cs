using System.Text.Json;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <content>What the worker adds.</content>
internal ref partial struct ReportReader
{
    private WatchRecord Watch()
    {
        var members = new JsonMembers(["intervalSeconds", "enforce", "startedAt", "evaluations", "failures", "failure", "pendingChanges", "lastApply", "ids"]);
        var watch = new WatchRecord(default, false, default, 0, 0, null, 0, null, null);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            watch = member switch
            {
                0 => watch with { Interval = Seconds() },
                1 => watch with { Enforce = Bool() },
                2 => watch with { StartedAt = Time() },
                3 => watch with { Evaluations = Whole() },
                4 => watch with { Failures = Whole() },
                5 => watch with { Failure = TextOrNull() },
                6 => watch with { PendingChanges = Count() },
                7 => watch with { LastApply = _json.TokenType == JsonTokenType.Null ? null : LastApply() },
                _ => watch with { Ids = _json.TokenType == JsonTokenType.Null ? null : IdsTables() },
            };
        }
        return watch;
    }

    private (DateTimeOffset At, bool Success) LastApply()
    {
        var members = new JsonMembers(["at", "success"]);
        (DateTimeOffset at, bool success) = (default, false);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            if (member == 0) at = Time();
            else success = Bool();
        }
        return (at, success);
    }

    private IdsTable[] IdsTables()
    {
        var members = new JsonMembers(["schema", "uid", "gid"]);
        var tables = new IdsTable[2];
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            if (member > 0) tables[member - 1] = Table(member == 1 ? "uid" : "gid");
            else if (Text() != IdsMap.Schema) throw new FormatException($"the schema is not {IdsMap.Schema}");
        }
        return tables;
    }

    private IdsTable Table(string word)
    {
        var members = new JsonMembers(["window", "rows", "overlaps", "free", "overlapsNotListed"], required: 4);
        (IdRange window, long more) = (default, 0);
        List<IdsRow> rows = [];
        List<(string, string, IdRange)> overlaps = [];
        List<IdRange> free = [];
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            switch (member)
            {
                case 0:
                    window = Window();
                    break;
                case 1:
                    for (Array(); HasMore();) rows.Add(Row());
                    break;
                case 2:
                    for (Array(); HasMore();) overlaps.Add(Overlap());
                    break;
                case 3:
                    for (Array(); HasMore();) free.Add(Range());
                    break;
                default:
                    more = Whole();
                    break;
            }
        }
        return new IdsTable(word, window, rows, overlaps, more, free);
    }

    private IdRange Window()
    {
        var members = new JsonMembers(["start", "end"]);
        Span<ulong> ends = stackalloc ulong[2];
        for (int member; (member = members.Next(ref _json)) >= 0;) ends[member] = IdOrCount();
        return ends[1] >= ends[0] ? new IdRange(ends[0], ends[1] - ends[0] + 1) : new IdRange(ends[0], 0);
    }

    private IdRange Range()
    {
        var members = new JsonMembers(["start", "count"]);
        Span<ulong> range = stackalloc ulong[2];
        for (int member; (member = members.Next(ref _json)) >= 0;) range[member] = IdOrCount();
        return new IdRange(range[0], range[1]);
    }

    private IdsRow Row()
    {
        var members = new JsonMembers(["file", "line", "owner", "user", "start", "count", "state", "why"]);
        (int line, string owner, string? user, ulong start, ulong count, IdsState state, string why) = (0, "", null, 0, 0, default, "");
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            _ = member switch
            {
                0 => Text(),
                1 => line = Count(),
                2 => owner = Text(),
                3 => user = TextOrNull(),
                4 => start = IdOrCount(),
                5 => count = IdOrCount(),
                6 => state = (IdsState)Word(IdsTable.States),
                _ => (object?)(why = Text()),
            };
        }
        return new IdsRow(line, owner, user, new IdRange(start, count), state, why);
    }

    private (string A, string B, IdRange Range) Overlap()
    {
        var members = new JsonMembers(["a", "b", "start", "count"]);
        (string a, string b, ulong start, ulong count) = ("", "", 0, 0);
        for (int member; (member = members.Next(ref _json)) >= 0;)
        {
            _ = member switch
            {
                0 => a = Text(),
                1 => b = Text(),
                2 => start = IdOrCount(),
                _ => (object)(count = IdOrCount()),
            };
        }
        return (a, b, new IdRange(start, count));
    }
}
