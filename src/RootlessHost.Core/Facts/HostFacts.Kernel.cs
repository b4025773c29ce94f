using System.Buffers.Binary;
using System.IO.Compression;

namespace RootlessHost.Facts;

/// <summary>How the kernel was built and booted.</summary>
public sealed partial class HostFacts
{
    private const int MostConfig = 8 << 20;

    /// <summary>What the running kernel was built with; null when nothing here tells.</summary>
    public KernelConfig? KernelConfig => Once("kernel config", () =>
    {
        if (BytesOrNull("/proc/config.gz") is { } packed && Unpacked(packed) is { } own) return new KernelConfig("/proc/config.gz", own);
        if (Kernel is not { Text: var release } || release.Contains('/')) return null;
        foreach (string path in (string[])[$"/boot/config-{release}", $"/usr/lib/modules/{release}/config", $"/lib/modules/{release}/config"])
        {
            if (BytesOrNull(path) is { } text && new KernelConfig(path, text) is { IsKnown: true } config) return config;
        }
        return null;
    });

    /// <summary>The kinds of namespaces that this kernel has, as /proc/self/ns names them; null when an image does not say.</summary>
    public IReadOnlyList<string>? Namespaces => Once("namespaces", () => Root.List("/proc/self/ns"));

    /// <summary>The boot command line; empty when an image does not say.</summary>
    public IReadOnlyList<KernelArgument> KernelArguments => Once("cmdline", () => KernelCommandLine.Parse(Root.ReadText("/proc/cmdline") ?? ""));

    /// <summary>The last value given to a parameter of the boot command line; null when it is not there or has none.</summary>
    public string? ArgumentOfKernel(string key) => KernelArguments.LastOrDefault(argument => argument.Key == key)?.Value;

    // Hardened hosts keep /boot to root: then nothing here tells, which is no failure.
    private byte[]? BytesOrNull(string path)
    {
        try
        {
            return Root.Read(path, MostConfig);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A megabyte of zeros packs into a kilobyte: what is larger than any kernel's is not read to its end.
    private static byte[]? Unpacked(byte[] packed)
    {
        try
        {
            using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            // Its last four bytes say how long it will be (RFC 1952), which is believed only as far as memory goes.
            uint length = packed.Length > 4 ? BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 4)) : 0;
            using var text = new MemoryStream((int)Math.Min(length, MostConfig));
            Span<byte> block = stackalloc byte[16 * 1024];
            for (int more; (more = stream.Read(block)) > 0;)
            {
                text.Write(block[..more]);
                if (text.Length > MostConfig) return null;
            }
            return text.Length == text.Capacity ? text.GetBuffer() : text.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
