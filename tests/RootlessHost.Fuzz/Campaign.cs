using System.Diagnostics;
using System.Runtime.InteropServices;
using Trace = SharpFuzz.Common.Trace;

namespace RootlessHost.Fuzz;

/// <summary>
/// A fixed number of inputs to one parser, grown from its corpus towards code not yet reached, the same ones for the same seed. The parser
/// must be instrumented by SharpFuzz, which then counts branches in <see cref="Trace.SharedMem"/>.
/// </summary>
internal sealed unsafe class Campaign(Action<byte[]> target, IEnumerable<byte[]> corpus, int seed)
{
    private const int MapSize = 1 << 16;
    private const int MostBytes = 1 << 14;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly byte[][] Tokens =
        [.. ((string[])[":", "\n", "\r\n", "\0", " ", "\t", "#", "+", "-", "!", "0", "0x", "4294967295", "4294967296", "18446744073709551616", "\\040", "\\", "=", "\"", "'", "[", "]", "/", "..", "*", "\u00e9", ","])
            .Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _inputs = [[], .. corpus];
    private readonly byte[] _reached = new byte[MapSize];

    /// <summary>Inputs that are worth growing from: the corpus, and what reached new branches.</summary>
    public int Interesting => _inputs.Count;

    /// <summary>Branches reached.</summary>
    public int Branches => _reached.Count(count => count != 0);

    /// <summary>Runs them; the input that broke the parser and what it threw, or null.</summary>
    public (byte[] Input, Exception What)? Run(int iterations)
    {
        byte* map = (byte*)NativeMemory.AllocZeroed(MapSize);
        Trace.SharedMem = map;
        int known = _inputs.Count;
        for (int i = 0; i < iterations; i++)
        {
            byte[] input = i < known ? _inputs[i] : Mutate(_inputs[_random.Next(_inputs.Count)]);
            new Span<byte>(map, MapSize).Clear();
            long start = Stopwatch.GetTimestamp();
            try
            {
                target(input);
            }
            catch (FormatException refusal) when (Targets.NamesItsLine(refusal))
            {
                // Refused with its line: an answer.
            }
#pragma warning disable CA1031 // whatever else it throws is the find
            catch (Exception what)
#pragma warning restore CA1031
            {
                return (input, what);
            }
            if (Stopwatch.GetElapsedTime(start) > Patience) return (input, new TimeoutException($"took {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
            if (ReachesMore(new ReadOnlySpan<byte>(map, MapSize)) && i >= known) _inputs.Add(input);
        }
        return null;
    }

    // As AFL does: how often a branch was taken counts in powers of two.
    private bool ReachesMore(ReadOnlySpan<byte> map)
    {
        bool more = false;
        for (int at = map.IndexOfAnyExcept((byte)0); at >= 0;)
        {
            byte bucket = (byte)(1 << System.Numerics.BitOperations.Log2(map[at]));
            if ((_reached[at] & bucket) == 0)
            {
                _reached[at] |= bucket;
                more = true;
            }
            int next = map[(at + 1)..].IndexOfAnyExcept((byte)0);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return more;
    }

    private byte[] Mutate(byte[] input)
    {
        var bytes = new List<byte>(input);
        for (int steps = 1 + _random.Next(4); steps > 0; steps--)
        {
            int at = _random.Next(bytes.Count + 1);
            switch (_random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + _random.Next(8)));
                    break;
                case 2:
                    bytes.InsertRange(at, Tokens[_random.Next(Tokens.Length)]);
                    break;
                case 3:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
                case 4 when bytes.Count > 0:
                    int from = _random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(bytes.Count - from, 1 + _random.Next(64))));
                    break;
                default:
                    byte[] other = _inputs[_random.Next(_inputs.Count)];
                    bytes.InsertRange(at, other.AsSpan(0, _random.Next(other.Length + 1)).ToArray());
                    break;
            }
            if (bytes.Count > MostBytes) bytes.RemoveRange(MostBytes, bytes.Count - MostBytes);
        }
        return [.. bytes];
    }
}
