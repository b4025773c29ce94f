using System.Reflection;

namespace RootlessHost.Reports;

/// <summary>This program, as reports name it.</summary>
public static class Tool
{
    public const string Name = "rootless-host";

    public static string Version { get; } = typeof(Tool).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
