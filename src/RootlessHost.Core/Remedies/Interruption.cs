using System.Runtime.InteropServices;

namespace RootlessHost.Remedies;

/// <summary>
/// Somebody wants this process to end: SIGINT, SIGTERM or SIGHUP came, or its time is up. What is at work then stops at the next step, takes back what it did and gives back
/// its locks, instead of ending on the spot.
/// </summary>
public sealed class Interruption : IDisposable
{
    /// <summary>What is asked for when the time is up.</summary>
    public const string TimeIsUp = "--timeout";

    private readonly PosixSignalRegistration[] _registrations;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _why;

    public Interruption() : this(PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP)
    {
    }

    /// <param name="signals">Those that ask for it; none where somebody else takes them.</param>
    public Interruption(params PosixSignal[] signals) => _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Request(context.Signal.ToString());
    }))];

    /// <summary>What came: <c>SIGTERM</c>; null as long as nothing has.</summary>
    public string? Why => _why;

    /// <summary>What ends when something comes: for whoever waits for something else too.</summary>
    public Task Coming => _asked.Task;

    public void Request(string why)
    {
        _why = why;
        _asked.TrySetResult();
    }

    /// <exception cref="InterruptedException">Somebody wants this process to end.</exception>
    public void Check()
    {
        if (_why is { } why) throw new InterruptedException(why);
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }
}
