using System.Text;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost;

/// <summary>What the program says: answers on standard output, everything else on standard error.</summary>
internal static class Standard
{
    // Two paths of PATH_MAX and a sentence fit.
    private const int Longest = 9000;

    /// <summary>The answer, in few writes; what was not written by the end is a failure.</summary>
    /// <exception cref="PosixException">Standard output is closed, full, or a pipe that nobody reads.</exception>
    public static void Answer(Action<Stream> write)
    {
        using var buffer = new BufferedStream(StandardStream.Output, 16 * 1024);
        write(buffer);
        buffer.Flush();
    }

    public static void Answer(string text) => Answer(stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// One line for the person: a name with a line break in it cannot make up another, and one of any length leaves the beginning and the reason to be seen. That it
    /// cannot be written is nobody's business: there is nowhere left to say so.
    /// </summary>
    public static void Say(string message)
    {
        string line = message.Length <= Longest ? message : $"{message[..(Longest / 2)]} … {message[^(Longest / 2)..]}";
        SayLines([line]);
    }

    /// <summary>The same of what has lines of its own.</summary>
    public static void SayLines(IEnumerable<string> lines)
    {
        try
        {
            StandardStream.Error.Write(Encoding.UTF8.GetBytes($"{Tool.Name}: {string.Join('\n', lines.Select(line => Harmless.Line(line)))}\n"));
        }
        catch (IOException)
        {
        }
    }
}
