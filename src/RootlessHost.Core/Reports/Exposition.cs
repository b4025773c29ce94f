using System.Globalization;

namespace RootlessHost.Reports;

/// <summary>Metrics as text: Prometheus' format 0.0.4, or OpenMetrics 1.0.0, in which a counter's description lacks the <c>_total</c> that its samples have.</summary>
internal readonly struct Exposition(TextWriter text, bool isOpenMetrics)
{
    private const string Prefix = "rootless_host_";

    /// <param name="name">Without the prefix.</param>
    /// <param name="help">One sentence.</param>
    /// <param name="type"><c>gauge</c> or <c>counter</c>.</param>
    public void Describe(string name, string help, string type = "gauge")
    {
        string family = isOpenMetrics && type == "counter" ? name[..^"_total".Length] : name;
        text.Write($"# HELP {Prefix}{family} {help}\n# TYPE {Prefix}{family} {type}\n");
    }

    /// <param name="name">Without the prefix.</param>
    /// <param name="labels">As <see cref="Label"/> writes them, with commas; empty for none.</param>
    /// <param name="value">The sample's.</param>
    public void Sample(string name, string labels, double value) => text.Write($"{Series(name, labels)}{value.ToString("0.######", CultureInfo.InvariantCulture)}\n");

    /// <summary>A sample without its value.</summary>
    public static string Series(string name, string labels) => $"{Prefix}{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} ";

    public static string Label(string name, string value) => $"{name}=\"{Harmless.Line(value).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}
