using System.IO.Enumeration;

namespace RootlessHost.Reports;

/// <summary>Shell patterns over ids: <c>subid.*</c>, and an area by its name alone: <c>subid</c>.</summary>
internal static class Glob
{
    public static bool Matches(string glob, string id) =>
        FileSystemName.MatchesSimpleExpression(glob, id, ignoreCase: false) || id.StartsWith(glob + ".", StringComparison.Ordinal);
}
