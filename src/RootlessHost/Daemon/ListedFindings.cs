using System.Buffers;
using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>The findings of a look as the member of a JSON document, as many as there is room for.</summary>
/// <param name="users">How many accounts there are: of very many only what is not well is listed.</param>
internal sealed class ListedFindings(int users)
{
    private const int MostUsers = 256;
    private const int MostProblems = 5000;
    private const int MostBytes = 12 << 20;

    // An account that is judged for every engine has 37 KiB. What one puts into its files is nobody else's loss.
    private const int MostOfUser = MostBytes / MostUsers;

    // As the writer begins where findings stand: two levels deep.
    private static ReadOnlySpan<byte> Before => "[\n  ["u8;

    private readonly Pieces _pieces = new();
    private readonly ArrayBufferWriter<byte> _one = new(4096);
    private int _problems;
    private string? _user;
    private int _ofUser;
    private bool _isAny;

    /// <summary>How many there was no room for.</summary>
    public long NotListed { get; private set; }

    /// <summary>The member, with a comma before it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All => [",\n  \"findings\": ["u8.ToArray(), .. _pieces.All, (_isAny ? "\n  ]"u8 : "]"u8).ToArray()];

    public void Add(Judgement judgement)
    {
        if (judgement.User != _user) (_user, _ofUser) = (judgement.User, 0);
        if (!IsWanted(judgement) || !TryAdd(judgement)) NotListed++;
    }

    private bool IsWanted(Judgement judgement) =>
        users <= MostUsers || judgement.User is null || (judgement.IsProblem && _problems++ < MostProblems);

    private bool TryAdd(Judgement judgement)
    {
        // Not even to see how much it is: a character may be six.
        if (judgement.User is not null && Characters(judgement.Finding) > MostOfUser) return false;
        _one.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_one, JsonText.Indented))
        {
            json.WriteStartArray();
            json.WriteStartArray();
            json.WriteStartObject();
            JsonParts.Write(json, judgement);
            json.WriteEndObject();
        }
        ReadOnlySpan<byte> text = _one.WrittenSpan[Before.Length..];
        if (judgement.User is not null && (_ofUser += text.Length) > MostOfUser) return false;
        if (_pieces.Length + text.Length > MostBytes) return false;
        if (_isAny) _pieces.Append(","u8);
        _isAny = true;
        _pieces.Append(text);
        return true;
    }

    private static long Characters(Finding finding)
    {
        long sum = finding.Reason.Length + (finding.Expected?.Length ?? 0) + (finding.Actual?.Length ?? 0);
        foreach (Evidence evidence in finding.Evidence) sum += evidence.Source.Length + (evidence.Text?.Length ?? 0);
        return sum;
    }
}
