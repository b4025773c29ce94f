using System.Globalization;

namespace RootlessHost.Manual;

/// <summary><c>RootlessHost.Manual DIR</c>: writes the manual pages and the default configuration into DIR, from the program's own commands, checks and keys.</summary>
internal static class Pages
{
    /// <summary>The file's name, and its text.</summary>
    /// <param name="date">Of the sources: the same sources give the same pages.</param>
    public static IReadOnlyDictionary<string, string> All(DateOnly date) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rootless-host.8"] = CommandPage.Text(date),
        ["rootless-host.toml.5"] = ConfigurationPage.Text(date),
        ["rootless-host-checks.7"] = ChecksPage.Text(date),
        ["config.toml"] = Settings.File(),
    };

    private static int Main(string[] args)
    {
        if (args is not [var folder] || !long.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            Console.Error.WriteLine("usage: SOURCE_DATE_EPOCH=SECONDS RootlessHost.Manual DIR");
            return 64;
        }
        var date = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime);
        foreach ((string name, string text) in All(date)) File.WriteAllText(Path.Combine(folder, name), text);
        return 0;
    }
}
