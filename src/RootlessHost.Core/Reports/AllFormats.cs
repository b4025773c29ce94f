namespace RootlessHost.Reports;

/// <summary>Every format of a report.</summary>
public static class AllFormats
{
    public static IReadOnlyList<IFormat> List { get; } =
    [
        new TextFormat(),
        new JsonFormat(),
        new JsonLinesFormat(),
        new JUnitFormat(),
        new TapFormat(),
        new SarifFormat(),
        new NagiosFormat(),
        new PrometheusFormat(),
        new HtmlFormat(),
        new AnsibleFormat(),
        new SaltFormat(),
        new ZabbixFormat(),
    ];

    public static IFormat? Find(string name) => List.FirstOrDefault(format => format.Name == name);
}
