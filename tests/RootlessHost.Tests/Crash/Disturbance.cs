using System.Globalization;
using RootlessHost.Tests.Checks;
using RootlessHost.Tests.Shipped;
using Tmds.Linux;

namespace RootlessHost.Tests.Crash;

/// <summary>A system call, and its number on x86-64.</summary>
internal sealed record SystemCall(string Name, int Number)
{
    public static readonly SystemCall Write = new("write", 1);
    public static readonly SystemCall Chmod = new("chmod", 90);
}

/// <summary>What is done to a run at one of the system calls of its main thread.</summary>
/// <param name="Call">The call.</param>
/// <param name="When">At which of them, counted from 1.</param>
/// <param name="Kind"><c>signal</c> or <c>error</c>.</param>
/// <param name="Name">Of the signal or of the error: <c>SIGKILL</c>, <c>EIO</c>.</param>
/// <param name="IsAlways">At each one after that too.</param>
internal sealed record Disturbance(SystemCall Call, int When, string Kind, string Name, bool IsAlways = false)
{
    private static readonly Dictionary<string, int> Values = new(StringComparer.Ordinal)
    {
        ["SIGINT"] = LibC.SIGINT,
        ["SIGTERM"] = LibC.SIGTERM,
        ["SIGKILL"] = LibC.SIGKILL,
        ["EIO"] = LibC.EIO,
        ["ENOSPC"] = LibC.ENOSPC,
        ["EROFS"] = LibC.EROFS,
        ["EINTR"] = LibC.EINTR,
        ["EACCES"] = LibC.EACCES,
        ["EDQUOT"] = LibC.EDQUOT,
    };

    private static readonly Lazy<string> Compiled = new(Compile);

    public static Disturbance Signal(SystemCall call, int when, string name) => new(call, when, "signal", name);

    public static Disturbance Error(SystemCall call, int when, string name, bool isAlways = false) => new(call, when, "error", name, isAlways);

    /// <summary>Runs the program so.</summary>
    public Ending Run(IEnumerable<string> command) => Binary.Start(
        Compiled.Value, [Number(Call.Number), Number(When) + (IsAlways ? "+" : ""), Kind, Number(Values[Name]), Binary.Path, .. command], clean: false);

    public override string ToString() => $"{Name} at {Call.Name} number {When}{(IsAlways ? " and after" : "")}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Compile()
    {
        string program = Path.Combine(Directory.CreateTempSubdirectory("rootless-host-").FullName, "disturb");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
        Ending ending = Binary.Start("gcc", ["-O2", "-Wall", "-Wextra", "-Werror", "-static", "-o", program, Path.Combine(CatalogueTests.Sources(), "tests/RootlessHost.Tests/Crash/disturb.c")], clean: false);
        Assert.True(ending.Status == 0, ending.Errors);
        return program;
    }
}
