using System.Diagnostics;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Commands;

/// <summary>The program, as a shell runs it.</summary>
internal static class Program
{
    /// <summary>What it exits with and says.</summary>
    public static (int Status, string Output, string Error) Run(params string[] arguments) => RunIn([], arguments);

    public static (int Status, string Output, string Error) RunIn(Dictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Process.Start(Start(environment, Command(arguments)))!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>The same in a shell: <c>$PROGRAM</c> is the program.</summary>
    public static (int Status, string Output, string Error) Shell(string script)
    {
        string program = string.Join(' ', Command([]).Select(word => $"'{word}'"));
        using Process process = Process.Start(Start([], ["/bin/bash", "-c", $"program() {{ {program} \"$@\"; }}\n{script}"]))!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    // The one that is shipped where that is what is tested; else the compiler's, which takes twenty times as long to start and needs no further build.
    internal static string[] Command(string[] arguments)
    {
        if (Binary.Given is { } shipped) return [shipped, .. arguments];
        string folder = AppContext.BaseDirectory;
        // The tests' own list of assemblies: the program's is of another layout.
        return
        [
            Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet", "exec",
            "--depsfile", Path.Combine(folder, "RootlessHost.Tests.deps.json"), "--runtimeconfig", Path.Combine(folder, "RootlessHost.Tests.runtimeconfig.json"),
            Path.Combine(folder, "rootless-host.dll"), .. arguments,
        ];
    }

    internal static ProcessStartInfo Start(Dictionary<string, string> environment, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in (string[])["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "SUDO_USER"]) start.Environment.Remove(name);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return start;
    }
}
