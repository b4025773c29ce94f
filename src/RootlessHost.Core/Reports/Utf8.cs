using System.Text;

namespace RootlessHost.Reports;

/// <summary>Text on a stream, as every Unix program writes it: UTF-8 without a mark, lines that end in a newline.</summary>
internal static class Utf8
{
    public static StreamWriter Writer(Stream output) => new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024, leaveOpen: true) { NewLine = "\n" };
}
