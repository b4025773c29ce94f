using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Crash;

/// <summary>A system call that was made and did not fail, from a line of <c>strace -xx</c>.</summary>
internal sealed partial record Call(string Name, string[] Arguments, int Result)
{
    /// <summary>The names of those that change something, but for what an open does.</summary>
    public static readonly string[] Changing =
    [
        "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "sync_file_range", "rename", "renameat", "renameat2", "link", "linkat", "symlinkat", "unlink", "unlinkat", "chmod", "fchmod", "fchmodat",
        "mkdir", "mkdirat", "rmdir", "mknodat", "chown", "fchown", "fchownat", "setxattr", "fsetxattr", "removexattr", "truncate", "ftruncate", "fallocate", "copy_file_range", "sendfile",
    ];

    // A trace is replayed thousands of times.
    private readonly byte[][] _bytes =
        [.. Arguments.Select(argument => argument.StartsWith('"') ? argument.Trim('"').Split("\\x", StringSplitOptions.RemoveEmptyEntries).Select(pair => byte.Parse(pair, NumberStyles.HexNumber)).ToArray() : [])];

    /// <summary>Those that change something, of a whole run.</summary>
    public static Call[] Trace(FixtureHost host, string[] command)
    {
        string log = System.IO.Path.GetTempFileName();
        try
        {
            Ending ending = Binary.Start("strace", ["-f", "-qq", "-xx", "-s", "16777216", "-e", $"trace=openat,close,{string.Join(',', Changing)}", "-e", "signal=none", "-o", log, Binary.Path, .. command, host.Folder], clean: false);
            Assert.True(ending.Status == 0, ending.Errors);
            string[] lines = File.ReadAllLines(log);
            string main = lines[0].Split(' ')[0] + " ";
            return [.. lines.Where(line => line.StartsWith(main, StringComparison.Ordinal)).Select(line => Line().Match(line)).Where(match => match.Success)
                .Select(match => new Call(match.Groups[1].Value, match.Groups[2].Value.Split(", "), int.Parse(match.Groups[3].Value)))];
        }
        finally
        {
            File.Delete(log);
        }
    }

    public int Fd(int argument) => int.Parse(Arguments[argument]);

    public string Path(int argument) => Encoding.UTF8.GetString(Bytes(argument));

    public uint Mode(int argument) => Convert.ToUInt32(Arguments[argument], 8);

    public byte[] Bytes(int argument) => _bytes[argument];

    public override string ToString() => $"{Name}({string.Join(", ", Arguments)})";

    [GeneratedRegex(@"^\d+ +([a-z_0-9]+)\((.*)\) += (\d+)$")]
    private static partial Regex Line();
}
