using System.Diagnostics;
using System.Globalization;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Proofs;

/// <summary>
/// A process that has nothing to do unless both that which proves and whoever asked for it are killed, so that neither can clean up: then it does. It is in a process group of its
/// own, which a kill of theirs does not reach.
/// </summary>
internal sealed class Sweeper : IDisposable
{
    private const string Ready = "ready";
    private const string Told = "done";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Dismissed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Dying = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    /// <summary>It is out of reach when this returns.</summary>
    /// <param name="start">It as the user, with the user's environment.</param>
    /// <param name="stop">When it is waited for no longer.</param>
    public Sweeper(ProcessStartInfo start, Task stop)
    {
        _process = new Process { StartInfo = start };
        _process.Start();
        // Its user may stop it as well: then it is of no use.
        Task<string?> ready = _process.StandardOutput.ReadLineAsync();
        _ = Task.WaitAny([ready, stop], Starting);
    }

    public int Pid => _process.Id;

    /// <summary>Tells it who is the first to clean up.</summary>
    public void Watch(Process prover) => Tell(prover.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>It is not needed: whoever asked is alive, and that which proves has ended.</summary>
    public void Dismiss()
    {
        Tell(Told);
        if (!_process.WaitForExit(Dismissed)) _process.Kill();
    }

    public void Dispose() => _process.Dispose();

    private void Tell(string word)
    {
        try
        {
            _process.StandardInput.WriteLine(word);
        }
        catch (IOException)
        {
            // It was killed.
        }
    }

    /// <summary>What that process does.</summary>
    public static int Run(Account account, IReadOnlyList<IEngine> judged)
    {
        Identity.AdoptOrphans();
        Stage.Become(account, judged);
        Standard.Answer(Ready + "\n");
        string first = StandardStream.ReadLine() ?? "";
        using var prover = int.TryParse(first.Split('\n')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? RunningProcess.TryOpen(pid) : null;
        if (first.Contains(Told, StringComparison.Ordinal) || StandardStream.ReadLine() is not null) return ExitStatus.Good;
        // Whoever asked is gone. That which proves cleans up, unless it is gone too.
        _ = prover?.AwaitEnd(Patience);
        var keeper = new Keeper();
        using Root root = Root.Live();
        try
        {
            Leftovers.Remove(new Trial(new UserFacts(new HostFacts(root), account, exists: true, judged), Needs.None, keeper, Patience), Dying);
        }
        finally
        {
            keeper.End();
        }
        return ExitStatus.Good;
    }
}
