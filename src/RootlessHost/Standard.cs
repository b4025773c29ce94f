using System.Text;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost;

/// <summary>What the program says: answers on standard output, everything else on standard error.</summary>
internal static class Standard
{
    /// <summary>The answer, in few writes; what was not written by the end is a failure.</summary>
    /// <exception cref="PosixException">Standard output is closed, full, or a pipe that nobody reads.</exception>
    public static void Answer(Action<Stream> write)
    {
        using var buffer = new BufferedStream(StandardStream.Output, 16 * 1024);
        write(buffer);
        buffer.Flush();
    }

    public static void Answer(string text) => Answer(stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>One line for the person. That it cannot be written is nobody's business: there is nowhere left to say so.</summary>
    public static void Say(string message)
    {
        try
        {
            StandardStream.Error.Write(Encoding.UTF8.GetBytes($"{Tool.Name}: {string.Join('\n', message.Split('\n').Select(line => Harmless.Line(line)))}\n"));
        }
        catch (IOException)
        {
        }
    }
}
