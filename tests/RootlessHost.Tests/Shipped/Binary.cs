using System.Diagnostics;
using RootlessHost.Tests.Checks;

namespace RootlessHost.Tests.Shipped;

/// <summary>The program as it is shipped: the native file, of the packages where they can be built.</summary>
internal static class Binary
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where it is said to be; null when nothing is said.</summary>
    public static string? Given => Environment.GetEnvironmentVariable("ROOTLESS_HOST_BINARY");

    /// <summary>Where it is; the test is skipped when it has not been built.</summary>
    public static string Path
    {
        get
        {
            string path = Given ?? System.IO.Path.Combine(CatalogueTests.Sources(), "artifacts/rootless-host");
            Assert.SkipUnless(File.Exists(path), "the program is not built: scripts/build");
            return path;
        }
    }

    /// <summary>Runs the program.</summary>
    public static Ending Run(params string[] arguments) => Start(Path, arguments, clean: false);

    /// <summary>Runs another program, in an environment that is empty when <paramref name="clean"/>; the test is skipped when there is none.</summary>
    public static Ending Start(string program, IEnumerable<string> arguments, bool clean, string? folder = null, TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? "/",
        };
        if (clean) start.Environment.Clear();
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(patience ?? Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {(patience ?? Patience).TotalSeconds} s");
        }
        return new Ending(process.ExitCode, output.Result, errors.Result);
    }
}

/// <summary>What a program left behind.</summary>
internal sealed record Ending(int Status, string Output, string Errors);
