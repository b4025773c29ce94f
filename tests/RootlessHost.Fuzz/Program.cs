using System.Diagnostics;
using System.Globalization;
using RootlessHost.Fuzz;
using SharpFuzz;

// run ITERATIONS TARGET...   that many inputs to each, the same ones each time; ends with 1 and the input when one breaks the parser
// afl TARGET                 the parser behind AFL++'s protocol: afl-fuzz -i corpus/TARGET -o OUT dotnet RootlessHost.Fuzz.dll afl TARGET
// list                       the targets
switch (args)
{
    case ["list"]:
        foreach (string name in Targets.All.Keys) Console.WriteLine(name);
        return 0;
    case ["run", _, _, ..]:
        return RunInstrumented(args[1..]);
    case ["instrumented", string iterations, .. string[] names]:
        return names.Select(name => Run(name, int.Parse(iterations, CultureInfo.InvariantCulture))).ToArray().Max();
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
        Console.Error.WriteLine("usage: run ITERATIONS TARGET... | afl TARGET | list");
        return 64;
}

static string Corpus(string name) => Path.Combine(AppContext.BaseDirectory, "corpus", name);

// What has been loaded cannot be instrumented, so a copy of this program is, and runs instead.
static int RunInstrumented(string[] what)
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
        using Process run = Process.Start("dotnet", [Path.Combine(copy, "RootlessHost.Fuzz.dll"), "instrumented", .. what]);
        run.WaitForExit();
        return run.ExitCode;
    }
    finally
    {
        Directory.Delete(copy, recursive: true);
    }
}

static int Run(string name, int iterations)
{
    const int Seed = 1;
    byte[][] corpus = [.. Directory.EnumerateFiles(Corpus(name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    var campaign = new Campaign(Targets.All[name], corpus, Seed);
    if (campaign.Run(iterations) is not { } find)
    {
        Console.WriteLine($"{name}: {iterations} inputs, {campaign.Branches} branches, {campaign.Interesting} inputs kept");
        return campaign.Branches > 0 ? 0 : 2;
    }
    Console.WriteLine($"{name}: {Convert.ToBase64String(find.Input)}\n{find.What}");
    return 1;
}
