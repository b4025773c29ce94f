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

    // Held from the begin of a transaction to its end: a begun one whose lock is free was broken off.
    private const string Lock = "/var/lib/rootless-host/lock";

    /// <summary>The numbers and states of all transactions, the oldest first.</summary>
    public static IReadOnlyList<(int Id, JournalState State)> Entries(Root host) =>
        [.. (host.List(Folder) ?? []).Select(Parse).OfType<(int, JournalState)>().Order()];

    /// <summary>What the journal says of a transaction.</summary>
    /// <exception cref="FormatException">Its file is no journal.</exception>
    public static JournalEntry Read(Root host, int id, JournalState state)
    {
        const int Limit = 256 << 20;
        string path = PathOf(id, state);
        byte[] content = host.Read(path, Limit) ?? throw new FormatException($"{path}: no such transaction");
        try
        {
            JournalEntry entry = JsonSerializer.Deserialize(content, JournalJson.Default.JournalEntry) ?? throw new FormatException($"{path}: empty");
            return entry.Schema == JournalEntry.CurrentSchema && entry.Id == id ? entry
                : throw new FormatException($"{path}: written by another version of this program ({Facts.Printable.Of(entry.Schema)})");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"{path}:{wrong.LineNumber + 1}: no journal: {wrong.Message}", wrong);
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
            root.MakeFolder(above, name is "var" or "lib" ? 0b111_101_101 : PrivateFolder);
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
        int id = Entries(host) is [.., var last] ? last.Id + 1 : 1;
        var entry = new JournalEntry(JournalEntry.CurrentSchema, id, at, by, undoes, summaries, steps);
        byte[] content = [.. JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry), (byte)'\n'];
        string path = PathOf(id, JournalState.Begun);
        root.Replace(path, null, new FileState(content, Private, root.Owner, root.Group, ReadOnlyDictionary<string, byte[]>.Empty), Temporary(path, id));
        return entry;
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
        if (root.Read(path) is { } begun) root.Remove(path, begun);
    }

    /// <summary>The name that a file has until it is whole. It begins with a dot and ends in a tilde, which everybody who reads folders of files passes over.</summary>
    public static string Temporary(string path, int id) =>
        string.Create(CultureInfo.InvariantCulture, $".{path[(path.LastIndexOf('/') + 1)..]}.rootless-host-{id}~");

    private static string PathOf(int id, JournalState state) => $"{Folder}/{Name(id, state)}";

    private static string Name(int id, JournalState state) => string.Create(CultureInfo.InvariantCulture, $"{id:D6}.{state.ToString().ToLowerInvariant()}.json");

    private static (int, JournalState)? Parse(string name) =>
        name.Split('.') is [var number, var state, "json"] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && Enum.GetValues<JournalState>().FirstOrDefault(known => known.ToString().Equals(state, StringComparison.OrdinalIgnoreCase), (JournalState)(-1)) is var found && (int)found >= 0
            ? (id, found)
            : null;
}
