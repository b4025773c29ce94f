namespace RootlessHost.Reports;

/// <summary>The JSON Schemas of what this program prints, as files inside it.</summary>
public static class Schemas
{
    public static string[] Names { get; } = ["report", "ids", "plan", "history", "prove", "diagnosis"];

    /// <summary>The schema's text; null when there is none of that name.</summary>
    public static Stream? Open(string name) => Names.Contains(name) ? typeof(Schemas).Assembly.GetManifestResourceStream($"{name}.schema.json") : null;
}
