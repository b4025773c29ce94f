using System.Buffers;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>
/// The transactions of a host, each in a file of its own: <c>/var/lib/rootless-host/transactions/000001.done.json</c>. It is on the disk before the first change,
/// and holds what was before.
/// </summary>
public sealed class Journal(WritableRoot root)
{
    public const string Folder = "/var/lib/rootless-host/transactions";

    private const uint Private = 0b110_000_000;
    private const uint PrivateFolder = 0b111_000_000;
    // Whole is what this program wrote: somebody else was at it, or the disk.
    private const string WayOut = "nothing is changed while it is there: see what it did, then remove it";

    private const uint OthersWrite = 0b000_010_010;

    // Each holds the files that it changed.
    private const int MostDone = 200;
    private const int LastNumber = 999_999_999;
    private const int MostBack = 20; // of use only to whoever looks why

    // Held from the begin of a transaction to its end: a begun one whose lock is free was broken off.
    private const string Lock = "/var/lib/rootless-host/lock";

    /// <summary>The numbers and states of all transactions, the oldest first.</summary>
    public static IReadOnlyList<(int Id, JournalState State)> Entries(Root host) =>
        [.. (host.List(Folder) ?? []).Select(Parse).OfType<(int, JournalState)>().Order()];

    /// <summary>
    /// The number of the finished transaction that can be taken back: the last one of those that neither were taken back nor are a taking back themselves, or the
    /// one asked for; null when there is none.
    /// </summary>
    public static int? Undoable(Root host, int? id)
    {
        var gone = new HashSet<int>();
        foreach ((int number, JournalState state) in Entries(host).Reverse())
        {
            if (state != JournalState.Done) continue;
            JournalEntry entry = Read(host, number, state);
            if (entry.Undoes is { } undone) gone.Add(undone);
            if (id is { } wanted ? number == wanted && !gone.Contains(number) : entry.Undoes is null && !gone.Contains(number)) return number;
        }
        return null;
    }

    /// <summary>What the journal says of a transaction.</summary>
    /// <exception cref="FormatException">Its file is no journal, or wants what this program never does.</exception>
    /// <exception cref="RefusedException">Others than root may have written it: whoever writes it says what root does.</exception>
    public static JournalEntry Read(Root host, int id, JournalState state)
    {
        const int Limit = 256 << 20;
        string path = PathOf(id, state);
        for (string at = path; at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            if (host.StatLink(at) is not { } status) continue;
            if (status.Kind == FileKind.Link) throw new RefusedException(at, "a symbolic link");
            RefuseUnlessOwn(at, status.Uid, status.Permissions, host.Owner);
        }
        byte[] content = host.Read(path, Limit) ?? throw new FormatException($"{path}: no such transaction");
        try
        {
            JournalEntry entry = JsonSerializer.Deserialize(content, JournalJson.Default.JournalEntry) ?? throw new FormatException($"{path}: empty");
            if (entry.Schema != JournalEntry.CurrentSchema || entry.Id != id) throw new FormatException($"{path}: written by another version of this program ({Facts.Printable.Of(entry.Schema)})");
            if (!entry.Steps.All(Step.IsWhole) || entry.Summaries.Contains(null!)) throw new FormatException($"{path}: no journal: a step that is none; {WayOut}");
            if (!host.IsLive && entry.Steps.FirstOrDefault(step => step.IsOfRunningMachine) is { } live) throw new FormatException($"{path}: {Facts.Printable.Of(live.Target)}: that is not done to an image");
            return entry;
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"{path}:{wrong.LineNumber + 1}: no journal: {wrong.Message.Split(" Path: ")[0].TrimEnd()}; {WayOut}", wrong);
        }
        catch (NotSupportedException wrong) // a step that does not say what it is
        {
            throw new FormatException($"{path}: no journal: {wrong.Message}; {WayOut}", wrong);
        }
    }

    /// <summary>Keeps every other transaction of this host away.</summary>
    /// <exception cref="BusyException">Another one is at work.</exception>
    public IDisposable Enter(Func<bool> wait)
    {
        string above = "";
        foreach (string name in Folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            above += "/" + name;
            if (root.MakeFolder(above, name is "var" or "lib" ? 0b111_101_101 : PrivateFolder)) continue;
            if (root.ReadAttributes(above) is { } there) RefuseUnlessOwn(above, there.Uid, there.Mode, root.Owner);
        }
        return root.LockFile(Lock, wait);
    }

    /// <summary>What was to become a transaction and was broken off before it was one: nothing of it was done.</summary>
    public static IReadOnlyList<string> Stillborn(Root host) =>
        [.. (host.List(Folder) ?? []).Where(name => name.StartsWith('.') && name.EndsWith('~'))];

    /// <summary>Takes them away.</summary>
    public void Sweep(Root host)
    {
        foreach (string name in Stillborn(host)) root.Sweep($"{Folder}/{name}", name);
    }

    /// <summary>Writes down what is about to be done. Nothing may have been done of it yet.</summary>
    public JournalEntry Begin(Root host, int? undoes, IReadOnlyList<string> summaries, IReadOnlyList<Step> steps, DateTimeOffset? at, string? by)
    {
        IReadOnlyList<(int Id, JournalState State)> known = Entries(host);
        Prune(known);
        int id = known is [.., var last] ? last.Id + 1 : 1;
        if (id > LastNumber) throw new FormatException($"{Folder}: no number is left for a transaction");
        var entry = new JournalEntry(JournalEntry.CurrentSchema, id, at, by, undoes, summaries, steps);
        byte[] content = Write(entry);
        string path = PathOf(id, JournalState.Begun);
        root.Replace(path, null, new FileState(content, Private, root.Owner, root.Group, ReadOnlyDictionary<string, byte[]>.Empty), Temporary(path, id));
        return entry;
    }

    private static byte[] Write(JournalEntry entry)
    {
        // Room is made once: each byte of a file becomes 4/3 of one.
        long files = entry.Steps.OfType<FileStep>().Sum(step => (step.Before?.Content?.LongLength ?? 0) + (step.After?.Content?.LongLength ?? 0));
        var text = new ArrayBufferWriter<byte>((int)Math.Min(Array.MaxLength, 4096 + (files * 4 / 3) + entry.Summaries.Sum(summary => 16L + summary.Length)));
        using (var json = new Utf8JsonWriter(text, JournalJson.Written)) JsonSerializer.Serialize(json, entry, JournalJson.Default.JournalEntry);
        text.Write("\n"u8);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>Writes down how it ended.</summary>
    public void End(JournalEntry entry, JournalState state)
    {
        string path = PathOf(entry.Id, JournalState.Begun);
        root.Rename(path, Name(entry.Id, state));
    }

    /// <summary>Nothing of it was tried: a lock was not to be had, or the host had changed.</summary>
    public void Forget(JournalEntry entry)
    {
        string path = PathOf(entry.Id, JournalState.Begun);
        root.Sweep(path, Name(entry.Id, JournalState.Begun));
        root.FlushFolderOf(path);
    }

    /// <summary>The name that a file has until it is whole. It begins with a dot and ends in a tilde, which everybody who reads folders of files passes over.</summary>
    public static string Temporary(string path, int id) =>
        string.Create(CultureInfo.InvariantCulture, $".{path[(path.LastIndexOf('/') + 1)..]}.rootless-host-{id}~");

    // Somebody may apply once a minute for years, and each may fail. The oldest go first, so nobody is left of whom it is forgotten that it was taken back.
    private void Prune(IReadOnlyList<(int Id, JournalState State)> known)
    {
        IEnumerable<(int Id, JournalState State)> old = known.Where(entry => entry.State == JournalState.Done).SkipLast(MostDone - 1).Concat(known.Where(entry => entry.State == JournalState.Back).SkipLast(MostBack - 1));
        foreach ((int id, JournalState state) in old) root.Sweep(PathOf(id, state), Name(id, state));
    }

    private static void RefuseUnlessOwn(string path, uint uid, uint mode, uint owner)
    {
        if (uid != owner) throw new RefusedException(path, $"belongs to uid {uid}, not to root, and says what root does: look what is in it, then chown root {path}");
        if ((mode & OthersWrite) != 0) throw new RefusedException(path, $"others than root may write to it (mode {Convert.ToString(mode, 8).PadLeft(4, '0')}), and it says what root does: look what is in it, then chmod go-w {path}");
    }

    private static string PathOf(int id, JournalState state) => $"{Folder}/{Name(id, state)}";

    private static string Name(int id, JournalState state) => $"{Number(id)}.{state.ToString().ToLowerInvariant()}.json";

    private static string Number(int id) => id.ToString("D6", CultureInfo.InvariantCulture);

    private static (int, JournalState)? Parse(string name) =>
        name.Split('.') is [var number, var state, "json"] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && id <= LastNumber && number == Number(id) && Enum.GetValues<JournalState>().FirstOrDefault(known => known.ToString().Equals(state, StringComparison.OrdinalIgnoreCase), (JournalState)(-1)) is var found && (int)found >= 0
            ? (id, found)
            : null;
}
