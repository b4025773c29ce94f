using System.Diagnostics;
using System.Globalization;
using RootlessHost.Fuzz;
using SharpFuzz;

// run TARGET ITERATIONS [SEED]   that many inputs, the same ones each time; ends with 1 and the input when one breaks the parser
// afl TARGET                     the parser behind AFL++'s protocol: afl-fuzz -i corpus/TARGET -o OUT dotnet RootlessHost.Fuzz.dll afl TARGET
// list                           the targets
switch (args)
{
    case ["list"]:
        foreach (string name in Targets.All.Keys) Console.WriteLine(name);
        return 0;
    case ["run", string name, string iterations, ..]:
        return RunInstrumented(name, iterations, args.Length > 3 ? args[3] : "1");
    case ["instrumented", string name, string iterations, string seed]:
        return Run(name, int.Parse(iterations, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture));
    case ["afl", string name]:
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            try
            {
                Targets.All[name](input.ToArray());
            }
            catch (FormatException refusal) when (Targets.NamesItsLine(refusal))
            {
                // Refused with its line: an answer.
            }
        });
        return 0;
    default:
        Console.Error.WriteLine("usage: run TARGET ITERATIONS [SEED] | afl TARGET | list");
        return 64;
}

static string Corpus(string name) => Path.Combine(AppContext.BaseDirectory, "corpus", name);

// What has been loaded cannot be instrumented, so a copy of this program is, and runs instead.
static int RunInstrumented(string name, string iterations, string seed)
{
    string copy = Directory.CreateTempSubdirectory("rootless-host-fuzz-").FullName;
    try
    {
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        _ = Fuzzer.Instrument(Path.Combine(copy, "RootlessHost.Core.dll"), type => type.StartsWith("RootlessHost.", StringComparison.Ordinal), Options.Value).Count();
        using Process run = Process.Start("dotnet", [Path.Combine(copy, "RootlessHost.Fuzz.dll"), "instrumented", name, iterations, seed]);
        run.WaitForExit();
        return run.ExitCode;
    }
    finally
    {
        Directory.Delete(copy, recursive: true);
    }
}

static int Run(string name, int iterations, int seed)
{
    byte[][] corpus = [.. Directory.EnumerateFiles(Corpus(name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    var campaign = new Campaign(Targets.All[name], corpus, seed);
    if (campaign.Run(iterations) is not { } find)
    {
        Console.WriteLine($"{name}: {iterations} inputs, {campaign.Branches} branches, {campaign.Interesting} inputs kept");
        return campaign.Branches > 0 ? 0 : 2;
    }
    Console.WriteLine($"{name}: {Convert.ToBase64String(find.Input)}\n{find.What}");
    return 1;
}
