using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;

namespace RootlessHost.Tests.Crash;

/// <summary>The power is cut after any call of a run, and the disk has kept of it what it must, and of the rest what it likes.</summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int Random = 1500;

    [Fact]
    public void Apply_leaves_old_or_new_and_a_journal_of_what_is_new() => CutEverywhere("apply", Scratch.Apply, Scratch.Make());

    [Fact]
    public void Undo_leaves_old_or_new_and_a_journal_of_what_is_new() => CutEverywhere("undo", Scratch.Undo, Disturbed.MakeApplied());

    [Fact]
    public void What_apply_has_done_stays_done()
    {
        using FixtureHost host = Scratch.Make();
        var disk = new Disk(Disk.Read(host));
        foreach (Call call in Call.Trace(host, Scratch.Apply)) disk.Do(call, host.Folder);

        using FixtureHost after = Restored(disk.Cut(() => false, (kept, _) => kept));
        Assert.Empty(new Wreck(after, "at the end").Differs(Scratch.Applied));
        Assert.Equal(["000001.done.json"], Scratch.Journal(after));
    }

    [Theory]
    [InlineData("all names, and no data")]
    [InlineData("nothing more than it must")]
    public void Without_fsync_it_would_not_be_so(string kept)
    {
        using FixtureHost host = Scratch.Make();
        var disk = new Disk(Disk.Read(host));
        foreach (Call call in Call.Trace(host, Scratch.Apply).Where(call => call.Name != "fsync")) disk.Do(call, host.Folder);

        bool all = kept.StartsWith("all", StringComparison.Ordinal);
        using FixtureHost after = Restored(disk.Cut(() => all, (old, _) => all ? [] : old));
        if (all) Assert.ThrowsAny<Xunit.Sdk.XunitException>(new Wreck(after, "in the end").IsWhole);
        else Assert.Empty(Scratch.Journal(after));
    }

    private void CutEverywhere(string what, string[] command, FixtureHost before)
    {
        using FixtureHost _ = before;
        using FixtureHost host = Scratch.Copy(before);
        Call[] calls = Call.Trace(host, command);
        Disk.Entry[] tree = Disk.Read(before);
        var disk = new Disk(tree);
        int[] ends = [.. Enumerable.Range(1, calls.Length).Where(number => disk.Do(calls[number - 1], host.Folder))];
        int cuts = 0;
        // What was tried of one tree need not be tried of the same again.
        var known = new HashSet<string>(StringComparer.Ordinal);

        Disturbed.All(ends.Prepend(0), end =>
        {
            Check(end, "nothing more than it must", () => false, (kept, _) => kept);
            Check(end, "all names, and no data", () => true, (_, _) => []);
            Check(end, "everything", () => true, (_, now) => now);
        });
        Gen.Select(Gen.Int[0, ends.Length - 1], Gen.Int).Sample(
            (end, seed) =>
            {
                var dice = new System.Random(seed);
                int odds = dice.Next(1, 10);
                Check(ends[end], $"by the dice of {seed}", () => dice.Next(10) < odds, (kept, now) => dice.Next(3) switch { 0 => kept, 1 => [], _ => now[..dice.Next(now.Length + 1)] });
            },
            iter: Random, threads: 1);
        output.WriteLine($"{what}: the power cut {cuts} times, after each of {ends.Length} calls; {known.Count} different disks");

        void Check(int end, string kept, Func<bool> isKept, Func<ImmutableArray<byte>, ImmutableArray<byte>, ImmutableArray<byte>> data)
        {
            var cut = new Disk(tree);
            foreach (Call call in calls.AsSpan(0, end)) cut.Do(call, host.Folder);
            Disk.Entry[] left = [.. cut.Cut(isKept, data)];
            cuts++;
            if (!known.Add(string.Join('\n', left.Select(entry => $"{entry.Path} {entry.Mode} {Convert.ToHexString(entry.Content.AsSpan())}")))) return;
            using FixtureHost after = Restored(left);
            var wreck = new Wreck(after, $"{what}, the power cut after call {end} ({(end == 0 ? "none" : calls[end - 1].Name)}), the disk has {kept}");
            wreck.IsWhole();
            HasItsJournal(after, wreck, command == Scratch.Apply ? Scratch.Fresh : Scratch.Applied);
            wreck.CanBeMended(strictly: false);
        }
    }

    private static void HasItsJournal(FixtureHost host, Wreck wreck, SortedDictionary<string, string> before)
    {
        string last = Scratch.Journal(host).LastOrDefault(name => !name.StartsWith('.')) ?? "";
        if (last.Length > 0) using (JsonDocument.Parse(File.ReadAllBytes(host.On($"/var/lib/rootless-host/transactions/{last}")))) { }
        if (wreck.Differs(before).Any()) Assert.NotEqual("", last);
    }

    private static FixtureHost Restored(IEnumerable<Disk.Entry> tree)
    {
        FixtureHost host = Scratch.Empty();
        foreach ((string path, bool isFolder, uint mode, ImmutableArray<byte> content) in tree)
        {
            if (isFolder) host.MakeFolder(path, (UnixFileMode)mode);
            else File.WriteAllBytes(host.On(path), [.. content]);
            File.SetUnixFileMode(host.On(path), (UnixFileMode)mode);
        }
        return host;
    }
}
