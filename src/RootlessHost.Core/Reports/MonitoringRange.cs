using System.Globalization;

namespace RootlessHost.Reports;

/// <summary>A threshold as the monitoring plugins' guidelines write it: <c>10</c> is 0 to 10, <c>10:</c> 10 and more, <c>~:10</c> anything up to 10, and <c>@10:20</c> all but 10 to 20.</summary>
/// <param name="Text">As it was given, and as performance data repeats it.</param>
public sealed record MonitoringRange(string Text)
{
    private double _start;
    private double _end;
    private bool _isInside;

    public static MonitoringRange Zero { get; } = Parse("0")!;

    /// <summary>The range; null when it is none.</summary>
    public static MonitoringRange? Parse(string text)
    {
        bool isInside = text.StartsWith('@');
        string[] ends = (isInside ? text[1..] : text).Split(':');
        (double? start, double? end) = ends switch
        {
            [var only] => (0, Number(only)),
            [var first, ""] => (Start(first), double.PositiveInfinity),
            [var first, var last] => (Start(first), Number(last)),
            _ => (null, null),
        };
        return start is { } low && end is { } high && low <= high ? new MonitoringRange(text) { _start = low, _end = high, _isInside = isInside } : null;
    }

    /// <summary>A value that is to be alerted of.</summary>
    public bool Alerts(double value) => (value < _start || value > _end) != _isInside;

    private static double? Start(string text) => text == "~" ? double.NegativeInfinity : Number(text);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}
