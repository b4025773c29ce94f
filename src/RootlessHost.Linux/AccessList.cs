using System.Buffers.Binary;

namespace RootlessHost.Linux;

/// <summary>A POSIX access control list, acl(5), as the kernel keeps it in <c>system.posix_acl_access</c> (include/uapi/linux/posix_acl_xattr.h).</summary>
public static class AccessList
{
    /// <summary>The extended attribute that is one.</summary>
    public const string Attribute = "system.posix_acl_access";

    private const uint Version = 2;
    private const int Header = 4;
    private const int Entry = 8;

    /// <summary>
    /// Whether it lets somebody who does not own the file read (4), write (2) or search (1) it. Null when the bytes are no list.
    /// </summary>
    /// <param name="list">The attribute's value.</param>
    /// <param name="group">The file's group.</param>
    /// <param name="uid">Who asks.</param>
    /// <param name="gids">All groups of who asks.</param>
    /// <param name="wanted">The bits, all of which must be granted.</param>
    public static bool? Allows(ReadOnlySpan<byte> list, uint group, uint uid, IReadOnlyCollection<uint> gids, uint wanted)
    {
        if (list.Length < Header || (list.Length - Header) % Entry != 0 || BinaryPrimitives.ReadUInt32LittleEndian(list) != Version) return null;
        uint mask = 7, other = 0, ofGroups = 0;
        uint? named = null;
        bool isMember = false;
        for (ReadOnlySpan<byte> rest = list[Header..]; rest.Length > 0; rest = rest[Entry..])
        {
            uint granted = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            switch (BinaryPrimitives.ReadUInt16LittleEndian(rest))
            {
                case 0x02 when id == uid:
                    named = granted;
                    break;
                case 0x04 when gids.Contains(group):
                case 0x08 when gids.Contains(id):
                    isMember = true;
                    ofGroups |= (granted & wanted) == wanted ? wanted : 0;
                    break;
                case 0x10:
                    mask = granted;
                    break;
                case 0x20:
                    other = granted;
                    break;
            }
        }
        // The first that matches decides, acl(5) "ACCESS CHECK ALGORITHM"; the mask is for all but the owner and the others.
        return ((named is { } own ? own & mask : isMember ? ofGroups & mask : other) & wanted) == wanted;
    }
}
