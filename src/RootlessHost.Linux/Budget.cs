using System.Diagnostics;

namespace RootlessHost.Linux;

/// <summary>
/// What looking at one account's files may cost, so that nobody can keep the others from an answer. A person's configuration is a hundredth of it. What is
/// beyond is refused, with the reason.
/// </summary>
public sealed class Budget
{
    /// <summary>Bytes of one file.</summary>
    public const int BytesOfFile = 256 * 1024;

    /// <summary>Names in one directory.</summary>
    public const int NamesOfDirectory = 4096;

    private const long MostBytes = 1 << 20;
    private const int MostNames = 16 * 1024;
    private const int MostLooks = 4096;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    private long _bytes;
    private int _names;
    private int _looks;
    private TimeSpan _time;

    /// <summary>How long its files may take yet.</summary>
    public TimeSpan TimeLeft => _time < MostTime ? MostTime - _time : TimeSpan.Zero;

    /// <summary>Why nothing more is looked at; null while something may be.</summary>
    public string? Refusal => _bytes > MostBytes ? $"more than {MostBytes >> 20} MiB of this account's files would have to be read"
        : _names > MostNames ? $"more than {MostNames} names in this account's directories"
        : _looks > MostLooks ? $"more than {MostLooks} files of this account would have to be looked at"
        : _time >= MostTime ? $"this account's files took longer than {MostTime.TotalSeconds} s"
        : null;

    internal void Spend(object? outcome, long since)
    {
        _looks++;
        _time += Stopwatch.GetElapsedTime(since);
        if (outcome is byte[] content) _bytes += content.Length;
        if (outcome is IReadOnlyList<string> names) _names += names.Count;
    }
}
