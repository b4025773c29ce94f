using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>The page for people.</summary>
internal static class PageAnswer
{
    /// <summary>Nothing but its own style sheet, by its hash.</summary>
    private const string Policy = $"default-src 'none'; style-src '{HtmlStyle.Hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static Answer Of(ServedReport? document, string? trouble)
    {
        using var stream = new MemoryStream();
        if (document is null) HtmlFormat.WriteTrouble(stream, trouble!);
        else HtmlFormat.WriteServed(document.Report, stream, trouble, document.Watch);
        return new Answer(200, Answer.Html, stream.ToArray()) { Policy = Policy };
    }
}
