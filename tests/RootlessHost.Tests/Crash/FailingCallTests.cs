using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>
/// The program, with one of its system calls failing. In <c>apply</c> each write, fsync, rename, link and open of what is written fails with each error; each
/// other call that changes something, and in <c>undo</c> each that does, is interrupted, refused, and has one of a disk's errors in turn. All of those also so
/// that they fail from then on and taking back fails too. What only reads fails with one of the errors in turn. The start of the runtime, which is not ours, is
/// left out.
/// </summary>
public sealed class FailingCallTests(ITestOutputHelper output)
{
    // One from the other only in what the user is told.
    private static readonly string[] OfDisk = ["EIO", "ENOSPC", "EROFS", "EDQUOT"];
    private static readonly string[] Errors = [.. OfDisk, "EINTR", "EACCES"];

    private static readonly string[] WithEach = ["write", "fsync", "rename", "link", "open"];

    private static readonly HashSet<string> Reading = ["openat2", "read", "pread64", "statx", "newfstatat", "getdents64", "readlinkat", "listxattr", "getxattr", "fgetxattr", "fcntl", "poll", "ioctl"];

    [Fact]
    public void Apply_that_fails_at_a_call_takes_everything_back() => FailEverywhere("apply", Scratch.Apply, Scratch.Make(), isApplied: false);

    [Fact]
    public void Undo_that_fails_at_a_call_takes_everything_back() => FailEverywhere("undo", Scratch.Undo, Disturbed.MakeApplied(), isApplied: true);

    private void FailEverywhere(string what, string[] command, FixtureHost before, bool isApplied)
    {
        using FixtureHost _ = before;
        var statuses = new SortedDictionary<int, int>();
        MadeCalls[] calls = Scratch.Calls(before, command);
        Disturbance[] points = [.. calls.SelectMany(made => made.Own.SelectMany(number => Failures(made, number, withEach: !isApplied)))];
        Disturbed.All(points, point =>
        {
            using FixtureHost host = Scratch.Copy(before);
            Ending ending = Scratch.Run(host, point, command);
            statuses[ending.Status] = statuses.GetValueOrDefault(ending.Status) + 1;
            string where = $"{what}, {point} (status {ending.Status}: {ending.Errors.Trim()})";
            Assert.True(ending.Status is 0 or 1 or 74 or 75 or 77, where);
            // Who can write nothing more cannot say so either.
            bool isMute = point.Call.Name == "write" && point.IsAlways;
            Assert.True(ending.Status == 0 || ending.Errors.Length + ending.Output.Length > 0 || isMute, where);
            bool inTwo = !isApplied && Reading.Contains(point.Call.Name) && Scratch.Journal(host).Count(name => name.Contains("done", StringComparison.Ordinal)) > 1;
            var wreck = new Wreck(host, where, inTwo);
            wreck.IsWhole();
            if (!Reading.Contains(point.Call.Name) && !isMute) IsAllOrNothing(wreck, ending, isApplied, where);
            wreck.CanBeMended(strictly: false);
        });
        output.WriteLine($"{what}: {points.Length} failing system calls; status {string.Join(", ", statuses.Select(pair => $"{pair.Key}: {pair.Value}"))}");
    }

    private static IEnumerable<Disturbance> Failures(MadeCalls made, int number, bool withEach)
    {
        if (!made.Changing.Contains(number)) return Reading.Contains(made.Call.Name) || made.Call.Name is "open" or "openat" ? [Disturbance.Error(made.Call, number, Errors[number % Errors.Length])] : [];
        string[] errors = withEach && WithEach.Any(name => made.Call.Name.StartsWith(name, StringComparison.Ordinal)) ? Errors : ["EINTR", "EACCES", OfDisk[number % OfDisk.Length]];
        return [.. errors.Select(error => Disturbance.Error(made.Call, number, error)), Disturbance.Error(made.Call, number, "EIO", isAlways: true)];
    }

    // What cannot be read is unknown, which may make a plan another one; what cannot be written makes it none.
    private static void IsAllOrNothing(Wreck wreck, Ending ending, bool isApplied, string where)
    {
        bool isAsItWas = isApplied ? wreck.IsApplied : wreck.IsFresh;
        bool isDone = isApplied ? wreck.IsFresh : wreck.IsApplied;
        if (ending.Status == 0) Assert.True(isDone, where);
        else if (ending.Errors.Contains("not taken back", StringComparison.Ordinal) || ending.Errors.Contains("is done", StringComparison.Ordinal)) return;
        // The answer could not be given, or the last look saw less than the others, and that is all.
        else if (ending.Errors.Contains("standard output", StringComparison.Ordinal) || ending.Output.Contains("\nDone.", StringComparison.Ordinal)) Assert.True(isDone, where);
        else Assert.True(isAsItWas, $"{where}: {string.Join(", ", wreck.Differs(isApplied ? Scratch.Applied : Scratch.Fresh))}");
    }
}
