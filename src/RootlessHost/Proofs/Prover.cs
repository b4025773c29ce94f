using System.Diagnostics;
using System.Globalization;
using System.Text;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Proofs;

/// <summary>
/// Has proofs done for users: by a process that is the user, which is this program once more. What that says is the user's word about the user, bounded and made harmless
/// when it is shown. When this process ends, however, that one ends what it started and cleans up.
/// </summary>
internal sealed class Prover(HostFacts host, Scope scope, TimeSpan each, ProofTime time, Interruption interruption, ImageRun? image = null)
{
    private const int MostLine = 32 * 1024;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CleaningUp = TimeSpan.FromSeconds(20);

    // Of who was given up, or when this is to end: whoever stopped them does not let them clean up either.
    private static readonly TimeSpan CleaningUpAtOnce = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Dying = TimeSpan.FromSeconds(5); // of what is killed, a moment unless the machine is busy
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(15); // beside the proofs

    // What makes a session of the user's own what it is.
    private static readonly string[] Kept = ["XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DOCKER_HOST", "CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF"];

    private bool _wasKilled;
    private bool _wasGivenUp;

    /// <summary>What came of it, by user and in the order of the proofs.</summary>
    /// <exception cref="NotPermittedException">Only root can be another user.</exception>
    /// <exception cref="InterruptedException">Somebody, or the time limit, wants this to end; everything is cleaned up.</exception>
    public IReadOnlyList<(Subject Subject, Outcome Outcome)> Prove()
    {
        Subject[] subjects = [.. scope.Subjects.Where(subject => subject.Exists && subject.Account.Uid != 0)];
        // Nobody asked for the owner of ids by name; what only root can do for it keeps no user from an answer of her own.
        if (Identity.Uid != 0 && Array.Exists(subjects, subject => !IsOwner(subject))) subjects = [.. subjects.Where(subject => !IsOwner(subject))];
        if (Identity.Uid != 0 && Array.Find(subjects, subject => subject.Account.Uid != Identity.Uid) is { } other)
        {
            throw new NotPermittedException($"only root can prove anything for {other.Account.Name}: run it as root{(IsOwner(other) ? "" : $", or as {other.Account.Name}")}");
        }
        Identity.AdoptOrphans();
        var outcomes = new List<(Subject, Outcome)>();
        for (int i = 0; i < subjects.Length; i++) outcomes.AddRange(Prove(subjects[i], subjects.Length - i).Select(outcome => (subjects[i], outcome)));
        // Of one alone that is no answer. Of several it is one for the others.
        if (subjects.Length == 1 && time.IsUp) throw new InterruptedException(Interruption.TimeIsUp);
        return outcomes;
    }

    // It has no processes: root's daemon maps its ids, and so does root's process here.
    private static bool IsOwner(Subject subject) => subject.Engines is [IForOneAccount];

    private IReadOnlyList<Outcome> Prove(Subject subject, int left)
    {
        interruption.Check();
        (string Id, string? Engine)[] wanted = [.. Wanted(subject)];
        if (wanted.Length == 0) return [];
        var needs = Needs.Parse(subject.Engines.SelectMany(engine => ProofReport.NeedsOf(scope, subject, engine).Names).Distinct());
        var known = new Dictionary<(string, string?), Outcome>();
        string ending;
        _wasKilled = _wasGivenUp = false;
        try
        {
            ending = Run(subject, needs, [.. wanted.Select(one => one.Engine is null ? one.Id : $"{one.Id}@{one.Engine}")], time.Share(left, (each * wanted.Length) + Starting), interruption.Coming, line =>
            {
                if (OutcomeLine.Parse(line) is { } outcome && wanted.Contains((outcome.Id, outcome.Engine))) known.TryAdd((outcome.Id, outcome.Engine), outcome);
            });
            interruption.Check();
        }
        finally
        {
            // It was ended so that it could not clean up: the next one does, and has nothing else to do. Where no time is left, that is whoever proves next.
            if (_wasKilled && interruption.Why is null && !time.IsUp) _ = Run(subject, needs, [], _wasGivenUp ? CleaningUpAtOnce : time.Share(left, CleaningUp), interruption.Coming, _ => { });
        }
        return [.. wanted.Select(one => known.GetValueOrDefault(one) ?? new Outcome(one.Id, one.Engine, Status.Unknown, $"the process that was to prove it for {subject.Account.Name} {ending}"))];
    }

    /// <summary>The proofs that an engine cares for.</summary>
    private IEnumerable<(string Id, string? Engine)> Wanted(Subject subject)
    {
        foreach (Proof proof in AllProofs.List.Where(proof => scope.Includes(proof.Id) && (image is not null || !proof.WantsImage)))
        {
            IEnumerable<IEngine> engines = subject.Engines.Where(engine =>
                (engine is not IForOneAccount || proof.IsForOwners) && proof.LevelFor(host.RequirementsOf(engine), ProofReport.NeedsOf(scope, subject, engine)) != Level.None);
            if (proof.PerEngine)
            {
                foreach (IEngine engine in engines) yield return (proof.Id, engine.Name);
            }
            else if (engines.Any())
            {
                yield return (proof.Id, null);
            }
        }
    }

    private string Run(Subject subject, Needs needs, IReadOnlyList<string> wanted, TimeSpan limit, Task stop, Action<string> hear)
    {
        ProcessStartInfo start = AsUser(
            subject, Stage.AsUser, [string.Join(' ', needs.Names), each.TotalSeconds.ToString(CultureInfo.InvariantCulture), wanted.Count.ToString(CultureInfo.InvariantCulture), .. wanted, .. image?.Arguments ?? []]);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => ended.TrySetResult();
        long began = Stopwatch.GetTimestamp();
        using var sweeper = new Sweeper(AsUser(subject, Stage.Sweep), stop);
        process.Start();
        sweeper.Watch(process);
        string complaint = "";
        process.ErrorDataReceived += (_, line) => complaint = line.Data is { Length: > 0 } text ? text : complaint;
        process.BeginErrorReadLine();
        Task reading = Task.Run(() => ReadLines(process.StandardOutput, hear));
        TimeSpan left = limit - Stopwatch.GetElapsedTime(began);
        _ = Task.WaitAny([ended.Task, stop], left > TimeSpan.Zero ? left : TimeSpan.Zero);
        bool hasEnded = ended.Task.IsCompleted;
        _wasGivenUp |= !hasEnded;
        End(process, sweeper, hasEnded ? CleaningUp : CleaningUpAtOnce);
        if (hasEnded) _ = reading.Wait(LastWords);
        if (!hasEnded) return string.Create(CultureInfo.InvariantCulture, $"did not say within {limit.TotalSeconds:0.#} s, and was ended");
        _wasKilled = process.ExitCode == 128 + 9;
        return process.ExitCode == 0 ? "did not say" : $"ended early ({(complaint.Length > 0 ? complaint : $"status {process.ExitCode}")})";
    }

    /// <summary>This program once more, to become the user.</summary>
    private ProcessStartInfo AsUser(Subject subject, string act, params ReadOnlySpan<string> more)
    {
        Account account = subject.Account;
        var start = new ProcessStartInfo("/proc/self/exe",
        [
            Stage.Word, act, account.Name, account.Uid.ToString(CultureInfo.InvariantCulture), account.Gid.ToString(CultureInfo.InvariantCulture), account.Home,
            string.Join(' ', subject.Engines.Select(engine => engine.Name)), .. more,
        ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        SetEnvironment(start.Environment!, account, hasSession: !IsOwner(subject));
        return start;
    }

    // Its standard input is what it lives by. What does not end then is ended, and everything below: its user may have stopped it.
    private void End(Process process, Sweeper sweeper, TimeSpan patience)
    {
        process.StandardInput.Close();
        _wasKilled = !process.WaitForExit(patience);
        if (!_wasKilled) sweeper.Dismiss();
        _ = Descendants.End(Dying);
        _ = process.WaitForExit(LastWords);
        Descendants.Bury(new HashSet<int> { process.Id, sweeper.Pid });
    }

    private static void ReadLines(StreamReader from, Action<string> hear)
    {
        var line = new StringBuilder();
        char[] block = new char[4096];
        for (int length; (length = from.Read(block)) > 0;)
        {
            foreach (char c in block.AsSpan(0, length))
            {
                if (c == '\n')
                {
                    hear(line.ToString());
                    line.Clear();
                }
                else if (line.Length < MostLine)
                {
                    line.Append(c);
                }
            }
        }
    }

    private void SetEnvironment(IDictionary<string, string?> environment, Account account, bool hasSession)
    {
        Dictionary<string, string> own = [];
        foreach (string name in Kept)
        {
            if (Identity.Uid == account.Uid && Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) own[name] = value;
        }
        // Only a program that was not compiled ahead of time looks for it.
        string? runtime = System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? Environment.GetEnvironmentVariable("DOTNET_ROOT") : null;
        environment.Clear();
        environment["HOME"] = account.Home;
        environment["USER"] = environment["LOGNAME"] = account.Name;
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        environment["LC_ALL"] = "C.UTF-8";
        if (runtime is not null) environment["DOTNET_ROOT"] = runtime;
        string folder = $"/run/user/{account.Uid.ToString(CultureInfo.InvariantCulture)}";
        if (hasSession && Identity.Uid != account.Uid && host.Root.StatLink(folder) is { Kind: FileKind.Directory } status && status.Uid == account.Uid)
        {
            environment["XDG_RUNTIME_DIR"] = folder;
            environment["DBUS_SESSION_BUS_ADDRESS"] = $"unix:path={folder}/bus";
        }
        foreach ((string name, string value) in own) environment[name] = value;
    }
}
