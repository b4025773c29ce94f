using System.CommandLine;
using RootlessHost.Linux;

namespace RootlessHost.Commands;

/// <summary><c>capture FILE</c>: packs what the checks read of this machine into a tar that <c>check --root</c> accepts once unpacked. Secrets are left out.</summary>
internal sealed class CaptureCommand : Command
{
    // What a capture shows of a machine is its administrator's to hand on.
    private const uint OwnerOnly = 0b110_000_000;

    private readonly Argument<string> _file = new("file") { HelpName = "FILE", Description = "The tar to write; - is standard output." };
    private readonly TimeoutOption _timeout = new("60");

    public CaptureCommand() : base("capture", "Pack what check reads of this machine into a tar, for check --root elsewhere. Secrets are left out.")
    {
        Arguments.Add(_file);
        Options.Add(_timeout);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        _timeout.Begin(line);
        using Root root = Root.Live();
        var capture = new Capture(root);
        capture.Look();
        string file = line.GetValue(_file)!;
        if (file == "-") Standard.Answer(capture.Write);
        else AtomicFile.Write(file, OwnerOnly, capture.Write);
        return ExitStatus.Good;
    }
}
