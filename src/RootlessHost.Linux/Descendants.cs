using System.Globalization;
using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The processes below this one: its children, and theirs. An orphan is among them when <see cref="Identity.AdoptOrphans"/> was called.</summary>
public static class Descendants
{
    private const int SIGKILL = 9;
    private const int WNOHANG = 1; // include/uapi/linux/wait.h

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20); // before kernel 5.3

    /// <summary>Ends them, and those that they start meanwhile, until there are none but the dead.</summary>
    /// <returns>The pids of those that are still alive when the time is up.</returns>
    public static IReadOnlyList<int> End(TimeSpan limit)
    {
        long until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            IReadOnlyList<int> alive = Alive();
            if (alive.Count == 0 || Environment.TickCount64 > until) return alive;
            EndAndAwait(alive); // one of another uid, such as newuidmap at work, ends by itself
        }
    }

    /// <summary>Ends the processes that have this in their environment, and those below them, if the caller may: it may end what is in a user namespace of its own, whichever id that has there.</summary>
    /// <param name="entry"><c>NAME=value</c>, as only they have it.</param>
    /// <param name="limit">For how long they are waited for.</param>
    public static void EndMarked(string entry, TimeSpan limit)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(entry);
        for (long until = Environment.TickCount64 + (long)limit.TotalMilliseconds; Environment.TickCount64 < until;)
        {
            Dictionary<int, (int Parent, char State)> all = All();
            int[] alive = [.. Below([.. all.Keys.Where(pid => pid != Environment.ProcessId && IsMarked(pid, wanted))], all).Where(pid => all[pid].State is not ('Z' or 'X'))];
            if (alive.Length == 0) return;
            EndAndAwait(alive);
        }
    }

    // Not waited for longer than a moment: what is not ended by then may be by the next look.
    private static void EndAndAwait(IReadOnlyList<int> pids)
    {
        RunningProcess?[] held = [.. pids.Select(RunningProcess.TryOpen)];
        foreach (int pid in pids) _ = kill(pid, SIGKILL);
        if (Array.TrueForAll(held, process => process is null)) Thread.Sleep(Pause);
        foreach (RunningProcess? process in held)
        {
            _ = process?.AwaitEnd(Moment);
            process?.Dispose();
        }
    }

    private static HashSet<int> Below(HashSet<int> those, Dictionary<int, (int Parent, char State)> all)
    {
        while (all.Where(entry => those.Contains(entry.Value.Parent) && !those.Contains(entry.Key)).Select(entry => entry.Key).ToArray() is { Length: > 0 } more) those.UnionWith(more);
        return those;
    }

    private static bool IsMarked(int pid, byte[] entry)
    {
        try
        {
            ReadOnlySpan<byte> environment = File.ReadAllBytes($"/proc/{pid}/environ");
            while (!environment.IsEmpty)
            {
                int end = environment.IndexOf((byte)0);
                if ((end < 0 ? environment : environment[..end]).SequenceEqual(entry)) return true;
                environment = end < 0 ? [] : environment[(end + 1)..];
            }
            return false;
        }
        catch (Exception others) when (others is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Lets go of the dead that became children of this process when their parents ended: not every first process does it.</summary>
    /// <param name="known">Those that this process started itself: whoever did waits for them.</param>
    public static unsafe void Bury(IReadOnlySet<int> known)
    {
        foreach ((int pid, (int parent, char state)) in All())
        {
            if (state == 'Z' && parent == Environment.ProcessId && !known.Contains(pid)) _ = Libc.waitpid(pid, null, WNOHANG);
        }
    }

    /// <summary>Those that have not ended, the nearest first.</summary>
    public static IReadOnlyList<int> Alive()
    {
        Dictionary<int, (int Parent, char State)> parents = All();
        var found = new List<int>();
        var near = new HashSet<int> { Environment.ProcessId };
        while (near.Count > 0)
        {
            HashSet<int> next = [.. parents.Where(entry => near.Contains(entry.Value.Parent)).Select(entry => entry.Key)];
            found.AddRange(next.Where(pid => parents[pid].State is not ('Z' or 'X')));
            near = next;
        }
        return found;
    }

    private static Dictionary<int, (int Parent, char State)> All()
    {
        var parents = new Dictionary<int, (int Parent, char State)>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && StatusOf(pid) is { } status) parents[pid] = status;
        }
        return parents;
    }

    // proc(5): the name is in parentheses, and may hold anything.
    private static (int Parent, char State)? StatusOf(int pid)
    {
        try
        {
            string stat = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[0][0]);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
