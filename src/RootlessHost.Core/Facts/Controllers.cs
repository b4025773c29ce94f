namespace RootlessHost.Facts;

/// <summary>The controllers of cgroups(7) that systemd can delegate to a user.</summary>
[Flags]
public enum Controllers
{
    None = 0,
    Cpu = 1,
    Cpuset = 2,
    Io = 4,
    Memory = 8,
    Pids = 16,
    All = Cpu | Cpuset | Io | Memory | Pids,
}
