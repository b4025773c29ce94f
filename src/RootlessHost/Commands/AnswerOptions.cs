using System.CommandLine;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary>The options that say how an answer is given, and when it is waited for no longer.</summary>
/// <param name="timeout">How long it is waited for.</param>
/// <param name="formats">What <c>--format</c> takes; the first is the default.</param>
internal sealed class AnswerOptions(TimeoutOption timeout, params string[] formats)
{
    private static readonly string[] Colors = ["auto", "always", "never"];

    private readonly Option<string> _format = new("--format")
    {
        HelpName = "FORMAT",
        Description = $"How the answer looks: {string.Join(", ", formats)}.",
        DefaultValueFactory = _ => formats[0],
        CompletionSources = { formats },
    };

    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE", Description = "Write the answer to FILE, which is replaced in one step." };
    private readonly Option<string> _color = new("--color") { HelpName = "WHEN", Description = "Colour the text: auto, always, never.", DefaultValueFactory = _ => "auto", CompletionSources = { Colors } };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print nothing; the exit status is the answer." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say also what is fine, and why things matter." };

    public AnswerOptions(params string[] formats) : this(new TimeoutOption("60"), formats)
    {
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_format, _output, _color, timeout, _quiet, _verbose]) command.Options.Add(option);
    }

    /// <summary>Checks what was given, before anything is looked at, and lets the time run.</summary>
    /// <exception cref="UsageException">A format, a colour or a time that there is not.</exception>
    /// <param name="line">The command line.</param>
    /// <param name="interruption">Gets to know that the time is up, instead of the process being ended; null where nothing is changed.</param>
    /// <param name="longer">So much longer than usual, because something is waited for.</param>
    /// <param name="grace">For how long it may take to take things back when the time is up.</param>
    /// <returns>When it is waited for no longer; zero for never.</returns>
    public TimeSpan Begin(ParseResult line, Interruption? interruption = null, TimeSpan longer = default, TimeSpan? grace = null)
    {
        string format = Format(line);
        if (!formats.Contains(format)) throw new UsageException($"no format '{format}': {string.Join(", ", formats)}");
        string color = line.GetValue(_color)!;
        if (!Colors.Contains(color)) throw new UsageException($"--color takes auto, always or never, not '{color}'");
        return timeout.Begin(line, interruption, longer, grace);
    }

    public string Format(ParseResult line) => line.GetValue(_format)!;

    public bool IsVerbose(ParseResult line) => line.GetValue(_verbose);

    /// <summary>Nothing will be written.</summary>
    public bool IsSilent(ParseResult line) => line.GetValue(_quiet) && FileOf(line) is null;

    /// <summary>Gives the answer where it was asked for.</summary>
    public void Write(ParseResult line, Action<Stream, Style> write)
    {
        bool verbose = line.GetValue(_verbose);
        if (FileOf(line) is { } path)
        {
            AtomicFile.Write(path, mode: 0b110_110_110, stream => write(stream, new Style(line.GetValue(_color) == "always", verbose)));
        }
        else if (!line.GetValue(_quiet))
        {
            var style = new Style(Color.Wanted(line.GetValue(_color)!, StandardStream.Output), verbose);
            Standard.Answer(stream => write(stream, style));
        }
    }

    /// <summary>The same of work that is done, which nobody must take for undone because the answer was lost.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="done">What stands, whatever becomes of the answer; null when nothing was done.</param>
    /// <param name="write">Writes it.</param>
    public void WriteOf(ParseResult line, string? done, Action<Stream, Style> write)
    {
        try
        {
            Write(line, write);
        }
        catch (IOException lost) when (done is not null)
        {
            throw new IOException($"{lost.Message}; {done}", lost);
        }
    }

    private string? FileOf(ParseResult line) => line.GetValue(_output) is { } path and not ("-" or "/dev/stdout") ? path : null;
}
