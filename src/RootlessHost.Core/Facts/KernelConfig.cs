using System.Text;

namespace RootlessHost.Facts;

/// <summary>What a kernel was built with: <c>CONFIG_USER_NS=y</c>. Searched as bytes: a dozen of its ten thousand lines are ever asked for.</summary>
/// <param name="source">The file it was read from.</param>
/// <param name="text">Its bytes.</param>
public sealed class KernelConfig(string source, byte[] text)
{
    public string Source => source;

    /// <summary>It is the configuration of a kernel at all.</summary>
    public bool IsKnown => text.AsSpan().IndexOf("CONFIG_"u8) >= 0;

    /// <summary><c>y</c>, <c>m</c>, or the first letter of another value; null when the option is not set, or this kernel has no such option.</summary>
    public char? this[string option] => At(option) is var at and >= 0 && at < text.Length && text[at] is not ((byte)'n' or (byte)'\n' or (byte)'\r') ? (char)text[at] : null;

    /// <summary>The line that sets it; null when none does.</summary>
    public int? Line(string option) => At(option) is var at and >= 0 ? text.AsSpan(0, at).Count((byte)'\n') + 1 : null;

    // Where the value stands. A comment, "# CONFIG_X is not set", has no equals sign.
    private int At(string option)
    {
        byte[] wanted = Encoding.UTF8.GetBytes($"{option}=");
        for (int at = 0; ; at++)
        {
            int next = text.AsSpan(at).IndexOf(wanted);
            if (next < 0) return -1;
            at += next;
            if (at == 0 || text[at - 1] == '\n') return at + wanted.Length;
        }
    }
}
