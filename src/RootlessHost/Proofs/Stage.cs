using System.Globalization;
using System.Runtime.InteropServices;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>
/// This program, started by itself to prove something: as the user, where it does the proofs one after the other and tells each outcome in a line, or inside of namespaces
/// that one of them made. None of it is for people.
/// </summary>
internal static class Stage
{
    /// <summary>The first argument of such a start.</summary>
    public const string Word = "prove-stage";

    /// <summary>The second, for what is done inside.</summary>
    public const string Inside = "inside";

    /// <summary>The second, for what is done as the user.</summary>
    public const string AsUser = "as";

    /// <summary>The second, for what cleans up when nobody else is left to.</summary>
    public const string Sweep = "sweep";

    /// <summary>Who does each proof, in the order of <see cref="AllProofs"/>.</summary>
    public static IReadOnlyList<IAttempt> Attempts { get; } =
    [
        new Attempts.Neutral(), new Attempts.Mapped(), new Attempts.Own(), new Attempts.ProcAndSys(), new Attempts.Overlay(fuse: false), new Attempts.Overlay(fuse: true),
        new Attempts.Network(), new Attempts.Bridge(), new Attempts.Port(), new Attempts.Publish(), new Attempts.Ping(), new Attempts.Bus(), new Attempts.Linger(), new Attempts.Limits(), new Attempts.Keys(),
        new Attempts.Container(),
    ];

    public static int Run(string[] arguments) => arguments switch
    {
        [Inside, .. var act] => Proofs.Inside.Run(act),
        [AsUser, var name, var uid, var gid, var home, var engines, var needs, var seconds, var count, .. var rest] => Prove(
            new Account(name, uint.Parse(uid, CultureInfo.InvariantCulture), uint.Parse(gid, CultureInfo.InvariantCulture), home, ""),
            engines, needs, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)),
            rest[..int.Parse(count, CultureInfo.InvariantCulture)], rest[int.Parse(count, CultureInfo.InvariantCulture)..]),
        [Sweep, var name, var uid, var gid, var home, var engines] => Sweeper.Run(
            new Account(name, uint.Parse(uid, CultureInfo.InvariantCulture), uint.Parse(gid, CultureInfo.InvariantCulture), home, ""), Judged(engines)),
        _ => throw new UsageException("this is for use by the program itself"),
    };

    /// <summary>Leaves whatever whoever started this process left to it, and is the user; for an owner of ids root, who does with them what is to be done.</summary>
    public static void Become(Account account, IReadOnlyList<IEngine> judged)
    {
        Identity.LeaveSession();
        if (judged is not [IForOneAccount] && Identity.Uid != account.Uid) Identity.Become(account.Name, account.Uid, account.Gid);
    }

    private static IEngine[] Judged(string engines) => [.. engines.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => AllEngines.Find(name)!)];

    private static int Prove(Account account, string engines, string needs, TimeSpan limit, string[] wanted, string[] run)
    {
        Identity.AdoptOrphans();
        var image = ImageRun.Of(run);
        IEngine[] judged = Judged(engines);
        Become(account, judged);
        var keeper = new Keeper();
        keeper.WatchInput();
        // Whoever asked hears of it too, and ends this by closing standard input.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        using Root root = Root.Live();
        var host = new HostFacts(root);
        var user = new UserFacts(host, account, exists: true, judged);
        var trial = new Trial(user, Needs.Parse(needs.Split(' ', StringSplitOptions.RemoveEmptyEntries)), keeper, limit, image);
        var failed = new HashSet<string>();
        try
        {
            Leftovers.Leave(trial);
            Leftovers.Remove(trial);
            keeper.EndProcesses();
            foreach (string one in wanted)
            {
                string[] parts = one.Split('@', 2);
                (string id, string? engine) = (parts[0], parts.ElementAtOrDefault(1));
                Outcome outcome = engine is not null && failed.Contains(engine) ? new Outcome(id, engine, Status.Skip, "follows from userns.probe-engine") : Try(trial, id, engine);
                if (id == "userns.probe-engine" && outcome.Status is not Status.Pass) failed.Add(engine!);
                Standard.Answer(OutcomeLine.Of(outcome with { Id = id, Engine = engine }) + "\n");
                keeper.EndProcesses();
            }
            return ExitStatus.Good;
        }
        finally
        {
            keeper.End();
        }
    }

    private static Outcome Try(Trial trial, string id, string? engine)
    {
        try
        {
            return Attempts.First(attempt => attempt.Id == id).Try(trial, engine);
        }
        catch (PosixException failure)
        {
            return Trial.Failed(failure);
        }
        catch (IOException failure)
        {
            return new Outcome(id, engine, Status.Unknown, failure.Message);
        }
    }
}
