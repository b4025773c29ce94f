using System.Globalization;
using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>The processes below this one: its children, and theirs. An orphan is among them when <see cref="Identity.AdoptOrphans"/> was called.</summary>
public static class Descendants
{
    private const int SIGKILL = 9;
    private const int WNOHANG = 1; // include/uapi/linux/wait.h

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends them, and those that they start meanwhile, until there are none but the dead.</summary>
    /// <returns>The pids of those that are still alive when the time is up.</returns>
    public static IReadOnlyList<int> End(TimeSpan limit)
    {
        long until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            IReadOnlyList<int> alive = Alive();
            if (alive.Count == 0 || Environment.TickCount64 > until) return alive;
            foreach (int pid in alive) _ = kill(pid, SIGKILL); // one of another uid, such as newuidmap at work, ends by itself
            Thread.Sleep(Pause);
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
