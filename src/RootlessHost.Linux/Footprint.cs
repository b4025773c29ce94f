using System.Runtime.InteropServices;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace RootlessHost.Linux;

/// <summary>What a daemon keeps in memory between two pieces of work.</summary>
public static unsafe class Footprint
{
    // elf(5), getauxval(3)
    private const nuint AT_PHDR = 3;
    private const nuint AT_PHNUM = 5;
    private const uint PT_LOAD = 1;
    private const uint PT_PHDR = 6;
    private const uint PF_W = 2;

    /// <summary>
    /// Gives back what the work before has left: garbage, and the pages of the program itself, most of which only that work needed. Those are read-only and come from
    /// its file, so that the kernel reads them again when they are needed. Segments that the dynamic linker has written to are not touched.
    /// </summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var headers = (Header*)Libc.getauxval(AT_PHDR);
        int count = headers == null ? 0 : (int)Libc.getauxval(AT_PHNUM);
        var all = new ReadOnlySpan<Header>(headers, count);
        nuint start = 0;
        foreach (ref readonly Header header in all)
        {
            if (header.Type == PT_PHDR) start = (nuint)headers - header.Address;
        }
        nuint page = (nuint)Environment.SystemPageSize;
        foreach (ref readonly Header header in all)
        {
            if (header.Type != PT_LOAD || (header.Flags & PF_W) != 0) continue;
            nuint first = (start + header.Address) / page * page;
            nuint end = (start + header.Address + header.FileSize) / page * page; // what is left of the last page stays
            // Advice: where it is not taken, nothing is lost.
            if (end > first) _ = madvise((void*)first, (size_t)(end - first), MADV_DONTNEED);
        }
    }

    // Elf64_Phdr
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Header
    {
        public readonly uint Type;
        public readonly uint Flags;
        public readonly nuint Offset;
        public readonly nuint Address;
        public readonly nuint PhysicalAddress;
        public readonly nuint FileSize;
        public readonly nuint MemorySize;
        public readonly nuint Alignment;
    }
}
