using System.Text;
using RootlessHost.Facts;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>Everybody at once: see tests/interop/race.</summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    [Fact]
    public void Nothing_is_lost_and_nobody_gets_the_ids_of_somebody_else()
    {
        using var machine = new ScratchMachine();
        Ending ending = machine.Run($"exec {ScratchMachine.Scripts}/race {Binary.Path}", patience: TimeSpan.FromMinutes(4));

        output.WriteLine(ending.Output);
        Assert.Equal((0, ""), (ending.Status, ending.Errors));
        // Each command ended well, at the latest when it was tried again; what it says of that is on two lines.
        Assert.Matches(@"\A\d+ applies, \d+ of them with something to do\ntried again: .*\n\z", ending.Output);
        Assert.Equal(500, machine["/etc/passwd"].Split('\n').Count(line => line.StartsWith('u')));
        foreach (IdKind kind in (IdKind[])[IdKind.Uid, IdKind.Gid])
        {
            string text = machine[SubidTable.PathOf(kind)];
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            SubidFile file = SubidFile.Parse(Encoding.UTF8.GetBytes(text), null);
            Assert.Equal(600, file.Rows.Length);
            Assert.Equal(600, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            SubidRow[] rows = [.. file.Rows.ToArray().OrderBy(row => row.Range.Start)];
            for (int i = 1; i < rows.Length; i++) Assert.False(rows[i].Range.Overlaps(rows[i - 1].Range), $"{file.TextOf(rows[i])} and {file.TextOf(rows[i - 1])}");
            for (int i = 0; i < 500; i++)
            {
                ulong[] counts = [.. rows.Where(row => file.OwnerOf(row) == $"u{i}").Select(row => row.Range.Count).Order()];
                Assert.Equal(i % 5 == 0 ? [1000UL, 65536UL] : [65536UL], counts);
            }
        }
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(machine.On("/etc")).Select(Path.GetFileName), name => name!.StartsWith("sub", StringComparison.Ordinal) && name is not ("subuid" or "subgid" or "subuid-" or "subgid-"));
    }
}
