namespace RootlessHost.Tests.Daemon;

/// <summary>A response.</summary>
internal sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public static Reply Parse(string text)
    {
        string[] parts = text.Split("\r\n\r\n", 2);
        string[] lines = parts[0].Split("\r\n");
        Assert.StartsWith("HTTP/1.1 ", lines[0]);
        return new Reply(int.Parse(lines[0].Split(' ')[1]), lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase), parts[1]);
    }
}
