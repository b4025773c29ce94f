using System.CommandLine;
using RootlessHost.Checks;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>explain ID</c>: one check in full.</summary>
internal sealed class ExplainCommand : Command
{
    private readonly Argument<string> _id = new("id") { HelpName = "ID", Description = "The check, as list and check print it.", };
    private readonly AnswerOptions _answer = new("text");
    private readonly Option<string?> _root = new("--root") { HelpName = "DIR", Description = "For the image, chroot or capture in DIR: its versions decide what an engine needs." };

    private static IEnumerable<string> Ids => Catalogue.All.Concat(AllProofs.List).Select(check => check.About.Id);

    public ExplainCommand() : base("explain", "Explain a check: what is read, why it matters, who needs it, what mends it.")
    {
        _id.CompletionSources.Add(_ => Ids.Select(id => new System.CommandLine.Completions.CompletionItem(id)));
        Arguments.Add(_id);
        Options.Add(_root);
        _answer.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _answer.Begin(line);
        string id = line.GetValue(_id)!;
        ICheck check = Catalogue.Find(id) ?? AllProofs.Find(id) ?? throw new UsageException($"no check '{id}'{Nearest.Question(id, Ids)}");
        using Root root = line.GetValue(_root) is { } directory ? Root.At(directory) : Root.Live();
        var explanation = new Explanation(check, new HostFacts(root));
        _answer.Write(line, explanation.Write);
        return ExitStatus.Good;
    }
}
