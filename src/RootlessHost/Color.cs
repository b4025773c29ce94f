using RootlessHost.Linux;

namespace RootlessHost;

/// <summary>Whether a text is coloured.</summary>
internal static class Color
{
    /// <summary>The option decides; else <c>NO_COLOR</c>, then <c>CLICOLOR_FORCE</c>, then <c>CLICOLOR</c>, the terminal and its kind.</summary>
    /// <param name="when"><c>auto</c>, <c>always</c> or <c>never</c>.</param>
    /// <param name="stream">Where the text goes.</param>
    public static bool Wanted(string when, StandardStream stream) => when switch
    {
        "always" => true,
        "never" => false,
        _ when Variable("NO_COLOR") is { Length: > 0 } => false,
        _ when Variable("CLICOLOR_FORCE") is { Length: > 0 } and not "0" => true,
        _ => Variable("CLICOLOR") != "0" && Variable("TERM") != "dumb" && stream.IsTerminal,
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
