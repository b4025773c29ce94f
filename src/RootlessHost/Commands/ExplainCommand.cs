using System.CommandLine;
using System.CommandLine.Completions;
using System.Text;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>explain ID</c>: one check in full. <c>explain TEXT</c>: what an engine printed, and what is behind it on this host.</summary>
internal sealed class ExplainCommand : Command
{
    // More than anybody pastes; of a log the end is what matters.
    private const int Most = 64 * 1024;

    private readonly Argument<string[]> _what = new("what")
    {
        HelpName = "ID|TEXT",
        Description = "A check, as list and check print it; or what an engine, a helper or the kernel printed, with all that stands around it. \"-\": read from standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly InspectOptions _inspect = new();
    private readonly AnswerOptions _answer = new("text", "json");

    private static IEnumerable<string> Ids => Catalogue.All.Concat(AllProofs.List).Select(check => check.About.Id);

    public ExplainCommand() : base("explain", "Explain a check; or an error message: what can be behind it, first what is wrong on this host, and what mends it.")
    {
        _what.CompletionSources.Add(_ => Ids.Select(id => new CompletionItem(id)));
        Arguments.Add(_what);
        _inspect.AddTo(this);
        _answer.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _answer.Begin(line);
        string[] what = line.GetValue(_what)!;
        // Whatever is no option is part of the text; what was meant as one is not.
        if (what.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !word.Contains(' ')) is { } option)
        {
            throw new UsageException($"no option '{option}'{Nearest.Question(option, Options.Select(known => known.Name))}");
        }
        return what is [var id] && Check(id) is { } check ? Explain(line, check) : Diagnose(line, Text(what));
    }

    /// <summary>The check of that id; null when that is no id.</summary>
    private static ICheck? Check(string id)
    {
        if ((Catalogue.Find(id) ?? AllProofs.Find(id)) is { } check) return check;
        bool looksLikeOne = id.Split('.') is [{ Length: > 0 }, { Length: > 0 }] && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-');
        return looksLikeOne ? throw new UsageException($"no check '{id}'{Nearest.Question(id, Ids)}") : null;
    }

    private int Explain(ParseResult line, ICheck check)
    {
        using Root root = _inspect.Root(line);
        var host = new HostFacts(root);
        var explanation = new Explanation(check, host, _inspect.NamesAny(line) ? _inspect.Scope(line, host) : null);
        if (_answer.Format(line) == "json") _answer.Write(line, (stream, _) => explanation.WriteJson(stream));
        else _answer.Write(line, explanation.Write);
        return ExitStatus.Good;
    }

    private int Diagnose(ParseResult line, string text)
    {
        using Root root = _inspect.Root(line);
        var host = new HostFacts(root);
        var diagnosis = Diagnosis.Of(text, host, _inspect.Scope(line, host));
        if (_answer.Format(line) == "json") _answer.Write(line, (stream, _) => new DiagnosisJson(diagnosis).Write(stream));
        else _answer.Write(line, new DiagnosisText(diagnosis).Write);
        return diagnosis.Messages.Count > 0 ? ExitStatus.Good : ExitStatus.No;
    }

    private static string Text(string[] what)
    {
        string text = what is ["-"] ? Encoding.UTF8.GetString(StandardStream.ReadEnd(Most)) : string.Join(' ', what);
        return text.Length > Most ? text[^Most..] : text;
    }
}
