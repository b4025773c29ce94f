using System.CommandLine;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>list</c>: the checks, and how much each engine cares for them on this host.</summary>
internal sealed class ListCommand : Command
{
    private readonly AnswerOptions _answer = new("text", "json");
    private readonly Option<string?> _root = new("--root") { HelpName = "DIR", Description = "For the image, chroot or capture in DIR: its versions decide what an engine needs." };

    public ListCommand() : base("list", "List the checks.")
    {
        Options.Add(_root);
        _answer.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _answer.Begin(line);
        using Root root = line.GetValue(_root) is { } directory ? Root.At(directory) : Root.Live();
        var list = new CheckList(new HostFacts(root));
        _answer.Write(line, (stream, style) =>
        {
            if (_answer.Format(line) == "json") list.WriteJson(stream);
            else list.WriteText(stream, style);
        });
        return ExitStatus.Good;
    }
}
