using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>The part of a target after the question mark. What it does not know it passes over.</summary>
/// <param name="Verbose">Say also what is fine.</param>
/// <param name="Warn">The status for warnings; 0 when none is asked for.</param>
internal sealed record Query(ReadyQuestion Question, bool Verbose, int Warn)
{
    private const int MostParameters = 64;

    /// <exception cref="FormatException">More than anybody would ask, or a status that warnings cannot have.</exception>
    public static Query Parse(string text)
    {
        (List<string> engines, List<string> users, List<string> exclude, bool verbose, int warn) = ([], [], [], false, 0);
        string[] parameters = text.TrimStart('?').Split('&', MostParameters + 1);
        if (parameters.Length > MostParameters) throw new FormatException($"more than {MostParameters} parameters");
        foreach (string parameter in parameters)
        {
            int equals = parameter.IndexOf('=');
            string value = equals < 0 ? "" : Uri.UnescapeDataString(parameter[(equals + 1)..].Replace('+', ' '));
            switch (equals < 0 ? parameter : parameter[..equals])
            {
                case "engine":
                    engines.Add(value);
                    break;
                case "user":
                    users.Add(value);
                    break;
                case "exclude":
                    exclude.Add(value);
                    break;
                case "verbose":
                    verbose = true;
                    break;
                case "warn":
                    // 429 is what Consul takes for a warning; any other would only be a way to lie to somebody's balancer.
                    warn = value == "429" ? 429 : throw new FormatException("warn takes 429");
                    break;
            }
        }
        return new Query(new ReadyQuestion(engines, users, exclude), verbose, warn);
    }
}
