using System.Diagnostics;
using System.Text;
using CsCheck;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Tests.Facts;

/// <summary>The parser side by side with the getsubids that this machine has, in a mount namespace of its own, so that the machine's files stay as they are.</summary>
public sealed class RealShadowTests : IDisposable
{
    private readonly string _etc = Directory.CreateTempSubdirectory("rootless-host-etc-").FullName;

    [Fact]
    public void Sees_what_getsubids_sees()
    {
        using var root = Root.Live();
        Version? shadow = new HostFacts(root).ShadowVersion;
        if (shadow is null || !File.Exists("/usr/bin/getsubids")) Assert.Skip("no getsubids of a known version here");
        File.WriteAllText($"{_etc}/passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/:/bin/sh\n");
        if (Ask("alice:7:9\n") is not [{ Start: 7, Count: 9 }]) Assert.Skip("no mount namespace to be had here");

        Gen.Select(SubidFileTests.Number(), SubidFileTests.Number(), SubidFileTests.AnyOf("", "", "", "", " ", "\r", "\t", ":", ":x", " # c"), (start, count, end) => $"alice:{start}:{count}{end}")
            .Array[400].Sample(
                lines =>
                {
                    string text = string.Concat(lines.Select(line => line + "\n"));
                    SubidFile file = SubidFile.Parse(Encoding.UTF8.GetBytes(text), shadow);
                    IEnumerable<IdRange> seen = file.RowsOf("alice", 1000).Select(index => file.Rows[index]).Where(row => row.Sight == SubidSight.Visible).Select(row => row.Range);
                    Assert.Equal(Ask(text), seen);
                },
                iter: 20, threads: 1);
    }

    public void Dispose() => Directory.Delete(_etc, recursive: true);

    private List<IdRange>? Ask(string subuid)
    {
        File.WriteAllText($"{_etc}/subuid", subuid);
        var start = new ProcessStartInfo("unshare", ["-m", "sh", "-c", "mount --bind \"$1\" /etc && exec getsubids alice", "sh", _etc]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) return null;
        // 4.13 prints what is above 2^63 as a negative number.
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(words => new IdRange(Number(words[2]), Number(words[3])))];
    }

    private static ulong Number(string word) => word.StartsWith('-') ? (ulong)long.Parse(word) : ulong.Parse(word);
}
