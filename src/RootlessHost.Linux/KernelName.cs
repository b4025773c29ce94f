using System.Runtime.InteropServices;

namespace RootlessHost.Linux;

/// <summary>What uname(2) says.</summary>
internal static class KernelName
{
    /// <summary><c>x86_64</c>, <c>aarch64</c>.</summary>
    public static string Machine() => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
