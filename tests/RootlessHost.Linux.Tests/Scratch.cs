using System.Diagnostics;

namespace RootlessHost.Linux.Tests;

/// <summary>A temporary directory.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("rootless-host-").FullName;

    public string On(string path) => Path.Combine(Folder, path.TrimStart('/'));

    public Scratch Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(On(path))!);
        File.WriteAllText(On(path), text);
        return this;
    }

    public Scratch Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(On(path))!);
        File.CreateSymbolicLink(On(path), target);
        return this;
    }

    /// <summary>Runs a program to its end; what it printed, or null when it is missing or failed.</summary>
    public static string? Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            _ = errors.Result;
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
