using System.CommandLine;
using System.Globalization;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>undo [ID]</c>: takes a transaction back.</summary>
internal sealed class UndoCommand : Command
{
    private readonly Argument<string?> _id = new("id") { HelpName = "ID", Description = "The transaction, as history lists it; the last one when left out.", Arity = ArgumentArity.ZeroOrOne };
    private readonly AnswerOptions _answer = new(new TimeoutOption("0"), "text");
    private readonly RootOption _root = new();
    private readonly LockTimeoutOption _lockTimeout = new();

    public UndoCommand() : base("undo", "Take the last transaction back, or the one named.")
    {
        Arguments.Add(_id);
        Options.Add(_root);
        Options.Add(_lockTimeout);
        _answer.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        using var interruption = new Interruption();
        _answer.Begin(line, interruption);
        int? id = line.GetValue(_id) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new UsageException($"undo takes the number of a transaction, not '{text}'");
        using WritableRoot writable = _root.Writable(line, "undo");
        using var provision = new Provision(() => _root.Open(line), writable, interruption, _lockTimeout.Of(line), Standard.Say);
        try
        {
            provision.Recover();
            using Root root = _root.Open(line);
            (DateTimeOffset? at, string? by) = provision.Signature(new HostFacts(root));
            if (provision.Undo(id, at, by) is not { } undone)
            {
                Standard.Say(id is null ? "there is nothing to take back" : $"there is no transaction {id} to take back: history lists them");
                return id is null ? ExitStatus.Good : ExitStatus.No;
            }
            _answer.WriteOf(line, $"transaction {undone.Id} is taken back all the same", (stream, style) => HistoryText.WriteUndone(undone, stream, style));
            return ExitStatus.Good;
        }
        catch (ChangedException changed)
        {
            Standard.Say($"{changed.Message}, after the transaction: nothing was taken back");
            return ExitStatus.No;
        }
        catch (TransactionException failure)
        {
            Standard.Say(failure.Message);
            return ExitStatus.No;
        }
    }
}
