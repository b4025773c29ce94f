using System.Text.Json;

namespace RootlessHost.Tests.Shipped;

/// <summary>The shipped program in poor surroundings.</summary>
public sealed class SurroundingsTests
{
    [Fact]
    public void Needs_no_environment_no_home_and_few_descriptors()
    {
        Ending usual = Binary.Run("check", "--format", "json");
        Ending poor = Binary.Start("sh", ["-c", $"ulimit -n 16; exec {Binary.Path} check --format json"], clean: true);

        Assert.Equal((usual.Status, ""), (poor.Status, poor.Errors));
        Assert.StartsWith("{", poor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_nothing_that_can_be_written()
    {
        // A mount namespace of the test's own, in which everything is read-only. Only with "bind" is it the mount that is, and not the
        // filesystem for everybody.
        Ending ending = Binary.Start("unshare", ["--mount", "sh", "-c", $"mount --bind / / && mount -o remount,ro,bind / && ! touch /tmp/probe 2>/dev/null && exec {Binary.Path} check"], clean: true);
        Assert.SkipWhen(ending.Errors.Contains("unshare", StringComparison.Ordinal) || ending.Errors.Contains("mount:", StringComparison.Ordinal), "no mount namespace: " + ending.Errors);

        Assert.True(ending.Status is 0 or 1, $"{ending.Status}: {ending.Errors}");
    }

    [Theory]
    [InlineData("filetype", "pass")]
    [InlineData("^filetype", "warn")] // Docker only recommends overlay: it copies whole images else
    public void Sees_a_filesystem_that_keeps_no_kinds_of_entries(string feature, string status)
    {
        using var folder = new FixtureHost();
        string script = $"truncate -s 16M {folder.Folder}/disk && mke2fs -q -t ext3 -O {feature} {folder.Folder}/disk && mount -o loop -t ext3 {folder.Folder}/disk /root && exec {Binary.Path} check --user root --engine docker --only storage.xattr --format json";
        Ending ending = Binary.Start("unshare", ["--mount", "sh", "-c", script], clean: true);
        Assert.SkipWhen(ending.Errors.Contains("unshare", StringComparison.Ordinal) || ending.Errors.Contains("mount:", StringComparison.Ordinal), "no loop device: " + ending.Errors);

        using JsonDocument report = JsonDocument.Parse(ending.Output);
        Assert.Equal(status, report.RootElement.GetProperty("findings")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void Leaves_no_file_behind()
    {
        using var folder = new FixtureHost();
        Ending ending = Binary.Start("env", ["-i", $"HOME={folder.Folder}", $"TMPDIR={folder.Folder}", $"XDG_RUNTIME_DIR={folder.Folder}", Binary.Path, "check"], clean: true, folder.Folder);

        Assert.True(ending.Status is 0 or 1, ending.Errors);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Folder));
    }

    [Fact]
    public void Is_one_file_that_needs_the_c_library_and_as_a_package_zlib()
    {
        Ending ldd = Binary.Start("ldd", [Binary.Path], clean: false);

        string[] libraries = [.. ldd.Output.Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(name => name.Length > 0 && !name.StartsWith("linux-vdso", StringComparison.Ordinal))];
        // zlib, and what glibc 2.31 had apart, of the package alone.
        bool isPackaged = libraries.Contains("librt.so.1");
        Assert.All(libraries.Where(name => !isPackaged || name is not ("libz.so.1" or "librt.so.1")), name => Assert.Matches(@"^(libc\.so\.6|libm\.so\.6|libpthread\.so\.0|libdl\.so\.2|/lib.*/ld-linux.*)$", name));
    }

    [Fact]
    public void Has_no_part_in_it_that_speaks_tls()
    {
        // The names of types, for a stack trace. They would come with Kestrel, and be a sixth of the file.
        Assert.Equal((-1, -1), (File.ReadAllBytes(Binary.Path).AsSpan().IndexOf("SslStream"u8), File.ReadAllBytes(Binary.Path).AsSpan().IndexOf("X509Chain"u8)));
        Assert.NotEqual(-1, File.ReadAllBytes(Binary.Path).AsSpan().IndexOf("KestrelServer"u8));
    }
}
