using System.Text.Json;

namespace RootlessHost.Reports;

/// <summary>What Salt's <c>cmd.run</c> with <c>stateful: True</c> reads: one line of JSON; the exit status says whether the state holds.</summary>
internal sealed class SaltFormat : IFormat
{
    public string Name => "salt";

    public bool WalksFindings(Style style) => false;

    public void Write(Report report, Stream output, Style style)
    {
        (Judgement? first, int more) = Sentences.Blocking(report);
        using (var json = new Utf8JsonWriter(output, JsonText.OneLine))
        {
            json.WriteStartObject();
            json.WriteBoolean("changed", false);
            json.WriteString("comment", Harmless.Line(Sentences.Verdict(report, first, more)));
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
