using System.Buffers.Binary;
using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>The extended attribute <c>security.capability</c>, struct vfs_cap_data of include/uapi/linux/capability.h.</summary>
/// <param name="Version">1, 2 or 3.</param>
/// <param name="Permitted">A bit a capability (capabilities(7)).</param>
/// <param name="Inheritable">The same.</param>
/// <param name="Effective">The program has them from its start, without raising them.</param>
/// <param name="RootId">In version 3, the uid that is root in the user namespaces for which they count; 0 in the others.</param>
public sealed record FileCapability(int Version, ulong Permitted, ulong Inheritable, bool Effective, uint RootId)
{
    public const int SetGid = 6;
    public const int SetUid = 7;

    /// <summary>The attribute's name.</summary>
    public const string Attribute = FileState.Capability;

    private static readonly Dictionary<int, string> Names = new() { [SetGid] = "cap_setgid", [SetUid] = "cap_setuid" };

    /// <summary>As getcap(8) writes it: <c>cap_setuid=ep</c>.</summary>
    public string Text
    {
        get
        {
            ulong permitted = Permitted;
            IEnumerable<string> names = Enumerable.Range(0, 64).Where(bit => (permitted & (1UL << bit)) != 0).Select(bit => Names.GetValueOrDefault(bit, $"{bit}"));
            return $"{string.Join(',', names)}={(Effective ? "e" : "")}{(Inheritable != 0 ? "i" : "")}p";
        }
    }

    /// <summary>The attribute for a program that shall have one capability from its start, as setcap(8) takes it: <c>cap_setuid=ep</c>.</summary>
    /// <exception cref="ArgumentException">Another capability than those of newuidmap and newgidmap.</exception>
    public static byte[] Encode(string text)
    {
        const uint Version2AndEffective = 0x0200_0001;
        int capability = Names.FirstOrDefault(known => $"{known.Value}=ep" == text, new(-1, "")).Key;
        if (capability < 0) throw new ArgumentException($"no capability '{text}'", nameof(text));
        byte[] value = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(value, Version2AndEffective);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(4), 1u << capability);
        return value;
    }

    /// <summary>The program has this capability from its start, on the host itself.</summary>
    public bool Gives(int capability) => Effective && RootId == 0 && (Permitted & (1UL << capability)) != 0;

    /// <summary>Null for what the kernel does not take either: a length or a version that there is not.</summary>
    public static FileCapability? Parse(ReadOnlySpan<byte> value)
    {
        if (value.Length < 4) return null;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(value);
        int version = (int)(magic >> 24);
        int words = version switch { 1 when value.Length == 12 => 1, 2 when value.Length == 20 => 2, 3 when value.Length == 24 => 2, _ => 0 };
        if (words == 0) return null;
        ulong permitted = 0;
        ulong inheritable = 0;
        for (int i = 0; i < words; i++)
        {
            permitted |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[(4 + (i * 8))..]) << (32 * i);
            inheritable |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[(8 + (i * 8))..]) << (32 * i);
        }
        uint root = version == 3 ? BinaryPrimitives.ReadUInt32LittleEndian(value[20..]) : 0;
        return new(version, permitted, inheritable, (magic & 1) != 0, root);
    }
}
