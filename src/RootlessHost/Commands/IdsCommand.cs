using System.CommandLine;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>ids</c>: who has which subordinate ids, and what is free.</summary>
internal sealed class IdsCommand : Command
{
    private readonly InspectOptions _inspect = new();
    private readonly AnswerOptions _answer = new("text", "json", "svg");

    public IdsCommand() : base("ids", "Show who has which subordinate ids, what overlaps and what is free.")
    {
        _inspect.AddTo(this);
        _answer.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _answer.Begin(line);
        using Root root = _inspect.Root(line);
        var host = new HostFacts(root);
        Scope scope = _inspect.Scope(line, host);
        host.Asked = [.. scope.Subjects.Where(subject => subject.Exists).Select(subject => subject.Account)];
        IdsMap map = IdsMap.Of(host, _inspect.NamesUsers(line) ? scope.Subjects.Select(subject => subject.Account.Name) : []);
        _answer.Write(line, (stream, style) =>
        {
            switch (_answer.Format(line))
            {
                case "json":
                    IdsJson.Write(map, stream);
                    break;
                case "svg":
                    IdsSvg.Write(map, stream);
                    break;
                default:
                    IdsText.Write(map, stream, style);
                    break;
            }
        });
        return ExitStatus.Good;
    }
}
