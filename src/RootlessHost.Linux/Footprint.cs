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

    // proc_pid_pagemap(5): bits 63 and 61. A page that was written to is of no file any more.
    private const ulong Present = 1UL << 63;
    private const ulong OfFile = 1UL << 61;

    /// <summary>
    /// Gives back what the work before has left: garbage, and the pages of the program itself, most of which only that work needed. Those are read-only and come from
    /// its file, so that the kernel reads them again when they are needed. What was written to in this process is kept: the runtime makes a page of these writable for a
    /// moment at its start, for the random word that it finds overrun stacks by, and whoever got the file's word back would be taken for overrun.
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
            if (end > first) GiveBack(first, end, page);
        }
    }

    private static void GiveBack(nuint first, nuint end, nuint page)
    {
        ulong[] pages = new ulong[(int)((end - first) / page)];
        if (!TryRead("/proc/self/pagemap"u8, first / page * sizeof(ulong), MemoryMarshal.AsBytes(pages.AsSpan()))) return;
        for (int i = 0, run; i < pages.Length; i += run + 1)
        {
            for (run = 0; i + run < pages.Length && (pages[i + run] & (Present | OfFile)) == (Present | OfFile); run++)
            {
            }
            // Advice: where it is not taken, nothing is lost.
            if (run > 0) _ = madvise((void*)(first + ((nuint)i * page)), (size_t)((nuint)run * page), MADV_DONTNEED);
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> path, nuint offset, Span<byte> all)
    {
        fixed (byte* name = path)
        fixed (byte* start = all)
        {
            int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0);
            if (fd < 0) return false;
            bool isWhole = (long)pread(fd, start, all.Length, (long)offset) == all.Length;
            _ = close(fd);
            return isWhole;
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
