using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>sec.probe-keys</c>.</summary>
internal sealed class Keys : IAttempt
{
    public string Id => "sec.probe-keys";

    public Outcome Try(Trial trial, string? engine)
    {
        string command = trial.ByHand("keyctl session - keyctl add user proof x @s");
        try
        {
            KeyRing.JoinAndAdd("rootless-host", "proof");
            return new Outcome(Id, engine, Status.Pass, "a keyring made, and a key in it read back", Command: command);
        }
        catch (PosixException failure)
        {
            return Trial.Failed(failure) with { Command = command };
        }
    }
}
