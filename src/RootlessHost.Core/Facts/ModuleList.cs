using System.Text;

namespace RootlessHost.Facts;

/// <summary>
/// The modules that depmod(8) lists: modules.dep, <c>kernel/fs/fuse/fuse.ko.xz: …</c>, and modules.builtin, <c>kernel/fs/fuse/fuse.ko</c>.
/// Searched as bytes, because the former is half a megabyte and a dozen names of its thousands are ever asked for.
/// </summary>
public sealed class ModuleList(byte[] text)
{
    /// <summary>A line is for the module of exactly that name; <c>-</c> and <c>_</c> are the same to kmod.</summary>
    public bool Has(string name)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        int gap = wanted.AsSpan().IndexOfAny((byte)'-', (byte)'_');
        ReadOnlySpan<byte> head = gap > 0 ? wanted.AsSpan(0, gap) : wanted;
        ReadOnlySpan<byte> left = text;
        if (head.IsEmpty) return false;
        for (int at = 0; ; at++)
        {
            int next = text.AsSpan(at).IndexOf(head);
            if (next < 0) return false;
            at += next;
            if ((at == 0 || left[at - 1] is (byte)'/' or (byte)'\n') && IsEntry(left[at..], wanted)) return true;
        }
    }

    // NAME.ko, perhaps compressed, at the end of a line or before the colon; what stands behind the colon has a line of its own.
    private static bool IsEntry(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        if (text.Length < name.Length) return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (Same(text[i]) != Same(name[i])) return false;
        }
        ReadOnlySpan<byte> rest = text[name.Length..];
        int end = rest.IndexOfAny((byte)':', (byte)'\n', (byte)' ');
        ReadOnlySpan<byte> suffix = end < 0 ? rest : rest[..end];
        if (end >= 0 && rest[end] == ' ') return false;
        return suffix.SequenceEqual(".ko"u8) || suffix.SequenceEqual(".ko.xz"u8) || suffix.SequenceEqual(".ko.zst"u8) || suffix.SequenceEqual(".ko.gz"u8);
    }

    private static byte Same(byte letter) => letter == '-' ? (byte)'_' : letter;
}
