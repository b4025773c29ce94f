using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>
/// The TCP sockets that listen, from the kernel's own answer to ss(8): sock_diag(7). Its files of sockets walk every bucket of the table of
/// connections, milliseconds on a machine with much memory; this asks for the listening ones alone.
/// </summary>
internal static unsafe class SocketDiagnosis
{
    private const ushort SOCK_DIAG_BY_FAMILY = 20;
    private const ushort NLMSG_DONE = 3;
    private const ushort NLM_F_REQUEST = 0x1;
    private const ushort NLM_F_DUMP = 0x300;
    private const int NETLINK_SOCK_DIAG = 4;
    private const int TCP_LISTEN = 10;

    // struct nlmsghdr, struct inet_diag_req_v2 and struct inet_diag_msg of linux/netlink.h and linux/inet_diag.h.
    internal const int HeaderSize = 16;
    internal const int RequestSize = 56;
    internal const int StatesOffset = 4;
    internal const int AnswerSize = 72;
    internal const int PortOffset = 4;
    internal const int AddressOffset = 8;
    internal const int UidOffset = 64;
    internal const int InodeOffset = 68;

    /// <summary>Them as rows of <c>/proc/net/tcp</c> or <c>tcp6</c>, with zeros for what was not asked; null when the kernel does not answer so, or with more bytes than the limit.</summary>
    public static byte[]? Listening(bool ipv6, int limit)
    {
        int family = ipv6 ? AF_INET6 : AF_INET;
        int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        if (fd < 0) return null;
        try
        {
            return Ask(fd, (byte)family) ? Answer(fd, words: ipv6 ? 4 : 1, limit) : null;
        }
        finally
        {
            _ = close(fd);
        }
    }

    private static bool Ask(int fd, byte family)
    {
        const int Length = HeaderSize + RequestSize;
        byte* request = stackalloc byte[Length];
        var message = new Span<byte>(request, Length);
        message.Clear();
        BitConverter.TryWriteBytes(message, Length);
        BitConverter.TryWriteBytes(message[4..], SOCK_DIAG_BY_FAMILY);
        BitConverter.TryWriteBytes(message[6..], (ushort)(NLM_F_REQUEST | NLM_F_DUMP));
        message[HeaderSize] = family;
        message[HeaderSize + 1] = (byte)IPPROTO_TCP;
        BitConverter.TryWriteBytes(message[(HeaderSize + StatesOffset)..], 1u << TCP_LISTEN);
        return (long)send(fd, request, Length, 0) == Length;
    }

    private static byte[]? Answer(int fd, int words, int limit)
    {
        const int Length = 32 * 1024;
        byte* block = stackalloc byte[Length];
        var rows = new StringBuilder("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n");
        for (int number = 0; rows.Length <= limit;)
        {
            // The kernel has its answer ready when it has taken the question, so nothing is waited for.
            int length = (int)(long)recv(fd, block, Length, MSG_TRUNC | MSG_DONTWAIT);
            if (length is < HeaderSize or > Length) return null;
            for (var left = new ReadOnlySpan<byte>(block, length); left.Length >= HeaderSize;)
            {
                int size = BitConverter.ToInt32(left);
                ushort type = BitConverter.ToUInt16(left[4..]);
                if (type == NLMSG_DONE) return Encoding.ASCII.GetBytes(rows.ToString());
                if (type != SOCK_DIAG_BY_FAMILY || size < HeaderSize + AnswerSize || size > left.Length) return null; // an error, or nothing that we know
                Add(rows, number++, left.Slice(HeaderSize, AnswerSize), words);
                left = left[Math.Min((size + 3) & ~3, left.Length)..];
            }
        }
        return null;
    }

    private static void Add(StringBuilder rows, int number, ReadOnlySpan<byte> socket, int words)
    {
        rows.Append(CultureInfo.InvariantCulture, $"{number,4}: ");
        for (int i = 0; i < words; i++) rows.Append(CultureInfo.InvariantCulture, $"{BitConverter.ToUInt32(socket[(AddressOffset + (4 * i))..]):X8}");
        rows.Append(CultureInfo.InvariantCulture, $":{BinaryPrimitives.ReadUInt16BigEndian(socket[PortOffset..]):X4} ").Append('0', 8 * words);
        rows.Append(CultureInfo.InvariantCulture, $":0000 {TCP_LISTEN:X2} 00000000:00000000 00:00000000 00000000 {BitConverter.ToUInt32(socket[UidOffset..]),5} {0,8} {BitConverter.ToUInt32(socket[InodeOffset..])}\n");
    }
}
