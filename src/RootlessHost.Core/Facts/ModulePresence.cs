namespace RootlessHost.Facts;

/// <summary>Where the kernel has a module, or why it has not.</summary>
public enum ModulePresence
{
    Unknown,   // nothing in reach tells: no modules of this kernel here, and no other trace of it
    Builtin,   // part of the kernel
    Loaded,    // in /proc/modules
    Loadable,  // on disk, and nothing forbids to load it
    Blocked,   // on disk, and modprobe.d or the boot command line forbids to load it
    LockedOut, // on disk, and the kernel loads nothing more until the next boot
    Missing,   // this kernel has no such module
}
