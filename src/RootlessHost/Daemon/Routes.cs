namespace RootlessHost.Daemon;

/// <summary>The paths of the routes. Exactly these: nothing here is a file, so there is nothing to find beside them.</summary>
internal static class Routes
{
    private const string ReadyzCheck = "/readyz/";
    private const string Check = "/v1/checks/";

    /// <summary>As they are counted: how many there are is fixed, whatever is asked for.</summary>
    public static IReadOnlyList<string> Names { get; } = ["/", "/livez", "/readyz", "/healthz", "/readyz/ID", "/startedz", "/health", "/v1/report", "/v1/checks/ID", "/metrics", "other"];

    /// <summary>The route, and the id in its path.</summary>
    public static (Route Route, string? Id) Of(string path) => path switch
    {
        "/readyz" => (Route.Readyz, null),
        "/metrics" => (Route.Metrics, null),
        "/livez" => (Route.Livez, null),
        "/healthz" => (Route.Healthz, null),
        "/health" => (Route.Health, null),
        "/startedz" => (Route.Startedz, null),
        "/v1/report" => (Route.Report, null),
        "/" => (Route.Page, null),
        _ when IsBelow(path, ReadyzCheck) => (Route.ReadyzCheck, path[ReadyzCheck.Length..]),
        _ when IsBelow(path, Check) => (Route.Check, path[Check.Length..]),
        _ => (Route.None, null),
    };

    private static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && path.IndexOf('/', folder.Length) < 0;
}
