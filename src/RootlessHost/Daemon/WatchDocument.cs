using System.Text.Json;
using RootlessHost.Facts;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>
/// What is published: the report of the last evaluation that did not fail, as <c>check --format json</c> prints it, and how the watching goes. Bounded, however many
/// users there are: then passes are counted and not listed.
/// </summary>
internal sealed class WatchDocument
{
    private const int MostUsers = 256;
    private const int MostFindings = 5000;
    private const int MostVerdicts = 5000;
    private const int MostIdRows = 10_000;

    private byte[]? _report; // up to its closing brace
    private byte[]? _ids;
    private long _notListed;

    /// <summary>Takes over a report.</summary>
    /// <param name="report">Its findings are walked once.</param>
    /// <param name="host">For the map of ids.</param>
    /// <param name="each">Gets each finding, listed or not.</param>
    public void Take(Report report, HostFacts host, Action<Judgement> each)
    {
        long left = 0;
        IReadOnlyList<Verdict> verdicts = report.Verdicts;
        if (verdicts.Count > MostVerdicts)
        {
            HashSet<Verdict> some = [.. verdicts.OrderBy(verdict => verdict.Ready).Take(MostVerdicts)];
            verdicts = [.. verdicts.Where(some.Contains)];
            left = report.Verdicts.Count - verdicts.Count;
        }
        using var stream = new MemoryStream();
        JsonFormat.WriteTo(stream, report with { Verdicts = verdicts, Findings = Listed() });
        byte[]? ids = IdsOf(host);
        // "\n}\n" is its end.
        _report = stream.GetBuffer()[..((int)stream.Length - 3)];
        (_ids, _notListed) = (ids, left);

        IEnumerable<Judgement> Listed()
        {
            int listed = 0;
            bool isLong = report.Scope.Subjects.Count > MostUsers;
            foreach (Judgement judgement in report.Findings)
            {
                each(judgement);
                if (!isLong || judgement.User is null || (judgement.IsProblem && listed++ < MostFindings)) yield return judgement;
                else left++;
            }
        }
    }

    /// <summary>The document; null as long as no evaluation has come to its end.</summary>
    public byte[]? With(WatchState state)
    {
        if (_report is null) return null;
        using var stream = new MemoryStream(_report.Length + (_ids?.Length ?? 0) + 1024);
        stream.Write(_report);
        stream.WriteByte((byte)',');
        int comma = (int)stream.Length;
        using (var json = new Utf8JsonWriter(stream, JsonText.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("watch");
            Write(json, state);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        // The brace that it began with is not wanted: this goes on an object that is open.
        byte[] all = stream.GetBuffer();
        int length = (int)stream.Length;
        return [.. all.AsSpan(0, comma), .. all.AsSpan(comma + 1, length - comma - 1)];
    }

    private void Write(Utf8JsonWriter json, WatchState state)
    {
        json.WriteNumber("intervalSeconds", state.Interval.TotalSeconds);
        json.WriteBoolean("enforce", state.Enforce);
        json.WriteString("startedAt", JsonText.Time(state.StartedAt));
        json.WriteNumber("evaluations", state.Evaluations);
        json.WriteNumber("failures", state.Failures);
        json.WriteString("failure", state.Failure);
        json.WriteNumber("pendingChanges", state.PendingChanges);
        if (state.LastApply is { } last)
        {
            json.WriteStartObject("lastApply");
            json.WriteString("at", JsonText.Time(last.At));
            json.WriteBoolean("success", last.Success);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("lastApply");
        }
        json.WriteNumber("notListed", _notListed);
        json.WritePropertyName("ids");
        if (_ids is null) json.WriteNullValue();
        else json.WriteRawValue(_ids, skipInputValidation: true);
    }

    // Kept as text: the map itself holds all that was read.
    private static byte[]? IdsOf(HostFacts host)
    {
        try
        {
            IdsMap map = IdsMap.Of(host, []);
            if (map.Spaces.Sum(space => space.Rows.Count) > MostIdRows) return null;
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, JsonText.OneLine)) IdsJson.Write(map, json);
            return stream.ToArray();
        }
        catch (IOException)
        {
            return null; // which file cannot be read, and why, is a finding
        }
    }
}
