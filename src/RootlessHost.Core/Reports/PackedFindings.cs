using System.IO.Compression;
using System.Text;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Remedies;

namespace RootlessHost.Reports;

/// <summary>
/// What was found of very many accounts, compressed: they differ in little but their names. The facts that it was found from are forgotten by then, and asking for them again
/// would cost another look and might tell something else.
/// </summary>
/// <param name="checks">Each account's findings are those of these checks, in this order.</param>
internal sealed class PackedFindings(IReadOnlyList<IUserCheck> checks)
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Pieces _pieces = new();
    private readonly Judgement?[] _last = new Judgement?[checks.Count];
    private readonly Dictionary<string, int> _places = [];
    private readonly List<IReadOnlyList<(string Engine, Level Level)>> _needs = [];
    private BinaryWriter? _writer;

    /// <summary>Packs those of the next account.</summary>
    public void Add(Judgement[] judgements)
    {
        _writer ??= new BinaryWriter(new BufferedStream(new DeflateStream(_pieces.Writer(), CompressionLevel.Fastest), 32 * 1024), Encoding);
        for (int i = 0; i < judgements.Length; i++)
        {
            Judgement judgement = judgements[i];
            // Most accounts are like the one before.
            bool isLike = _last[i] is { } last && IsLike(last.Finding, judgement.Finding) && last.NeededBy.SequenceEqual(judgement.NeededBy);
            _writer.Write(isLike);
            if (isLike) continue;
            _last[i] = judgement;
            Write(_writer, judgement.Finding);
            _writer.Write7BitEncodedInt(PlaceOf(judgement.NeededBy));
        }
    }

    /// <summary>Reads them, those of the first account first. Nothing is added any more.</summary>
    public Reader Read()
    {
        _writer?.Dispose();
        return new Reader(this);
    }

    private int PlaceOf(IReadOnlyList<(string Engine, Level Level)> needs)
    {
        string key = string.Join(' ', needs);
        if (_places.TryGetValue(key, out int place)) return place;
        _needs.Add(needs);
        return _places[key] = _needs.Count - 1;
    }

    private static bool IsLike(Finding one, Finding other) =>
        ReferenceEquals(one, other)
        || (one.Remedy is null && other.Remedy is null && one.Status == other.Status && one.Reason == other.Reason && one.Expected == other.Expected && one.Actual == other.Actual
            && one.Follows == other.Follows && one.Awaits == other.Awaits && AreLike(one.Evidence, other.Evidence));

    // Without an enumerator: there are millions.
    private static bool AreLike(IReadOnlyList<Evidence> some, IReadOnlyList<Evidence> others)
    {
        if (some.Count != others.Count) return false;
        for (int i = 0; i < some.Count; i++)
        {
            if (some[i] != others[i]) return false;
        }
        return true;
    }

    private static void Write(BinaryWriter writer, Finding finding)
    {
        writer.Write((byte)finding.Status);
        writer.Write(finding.Reason);
        Write(writer, finding.Expected);
        Write(writer, finding.Actual);
        Write(writer, finding.Follows);
        writer.Write((sbyte)(finding.Awaits is { } awaits ? (int)awaits : -1));
        writer.Write7BitEncodedInt(finding.Evidence.Count);
        foreach (Evidence evidence in finding.Evidence)
        {
            writer.Write(evidence.Source);
            writer.Write7BitEncodedInt(evidence.Line ?? -1);
            Write(writer, evidence.Text);
        }
        writer.Write(finding.Remedy is not null);
        if (finding.Remedy is not { } remedy) return;
        string[] commands = [.. remedy.Commands];
        writer.Write(remedy.Summary);
        writer.Write(remedy.Automatic);
        writer.Write((byte)remedy.TakesEffect);
        writer.Write((byte)remedy.Impact);
        writer.Write7BitEncodedInt(commands.Length);
        foreach (string command in commands) writer.Write(command);
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    /// <summary>Goes through them once.</summary>
    internal sealed class Reader(PackedFindings packed) : IDisposable
    {
        private readonly BinaryReader _reader = new(new BufferedStream(new DeflateStream(packed._pieces.Reader(), CompressionMode.Decompress), 32 * 1024), Encoding);
        private readonly (Finding Finding, IReadOnlyList<(string, Level)> Needs)[] _last = new (Finding, IReadOnlyList<(string, Level)>)[packed._last.Length];

        /// <summary>Those of the next account.</summary>
        public Judgement[] Next(string user)
        {
            var judgements = new Judgement[_last.Length];
            for (int i = 0; i < judgements.Length; i++)
            {
                if (!_reader.ReadBoolean()) _last[i] = (Finding(), packed._needs[_reader.Read7BitEncodedInt()]);
                judgements[i] = new Judgement(packed.Checks[i], user, _last[i].Finding, _last[i].Needs);
            }
            return judgements;
        }

        public void Dispose() => _reader.Dispose();

        private Finding Finding()
        {
            var finding = new Finding((Status)_reader.ReadByte(), _reader.ReadString()) { Expected = TextOrNull(), Actual = TextOrNull(), Follows = TextOrNull() };
            int awaits = _reader.ReadSByte();
            var evidence = new Evidence[_reader.Read7BitEncodedInt()];
            for (int i = 0; i < evidence.Length; i++)
            {
                evidence[i] = new Evidence(_reader.ReadString(), _reader.Read7BitEncodedInt() is >= 0 and var line ? line : null, TextOrNull());
            }
            return finding with { Awaits = awaits < 0 ? null : (TakesEffect)awaits, Evidence = evidence, Remedy = _reader.ReadBoolean() ? Remedy() : null };
        }

        private Remedy Remedy()
        {
            (string summary, bool automatic, var when, var impact) = (_reader.ReadString(), _reader.ReadBoolean(), (TakesEffect)_reader.ReadByte(), (Impact)_reader.ReadByte());
            string[] commands = new string[_reader.Read7BitEncodedInt()];
            for (int i = 0; i < commands.Length; i++) commands[i] = _reader.ReadString();
            return new Remedy(new Told(summary, automatic, commands)) { TakesEffect = when, Impact = impact };
        }

        private string? TextOrNull() => _reader.ReadBoolean() ? _reader.ReadString() : null;
    }

    private IReadOnlyList<IUserCheck> Checks => checks;
}
