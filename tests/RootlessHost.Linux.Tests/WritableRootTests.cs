using System.Diagnostics;
using System.Text;

namespace RootlessHost.Linux.Tests;

/// <summary>What replaces a file is whole, and all that the file was; what is not a plain file of its own is refused.</summary>
public sealed class WritableRootTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rootless-host-").FullName;
    private readonly WritableRoot _root;

    public WritableRootTests()
    {
        Directory.CreateDirectory($"{_folder}/etc");
        _root = WritableRoot.At(_folder);
    }

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_replaces_a_file_has_its_owner_mode_list_and_attributes()
    {
        File.WriteAllText($"{_folder}/etc/file", "old");
        Run("chmod", "0640", $"{_folder}/etc/file");
        Run("setfacl", "-m", "u:1234:rw", $"{_folder}/etc/file");
        Run("setfattr", "-n", "user.note", "-v", "mine", $"{_folder}/etc/file");
        if (WritableRoot.CallerIsRoot)
        {
            Run("chown", "1234:1235", $"{_folder}/etc/file");
            // A label is an attribute like others where no SELinux looks at it.
            Run("setfattr", "-n", "security.selinux", "-v", "system_u:object_r:etc_t:s0", $"{_folder}/etc/file");
        }
        FileState before = _root.Read("/etc/file")!;

        _root.Replace("/etc/file", before, before with { Content = "new"u8.ToArray() }, ".file.new~");

        FileState after = _root.Read("/etc/file")!;
        Assert.Equal("new", Encoding.UTF8.GetString(after.Content!));
        Assert.Equal(before, after with { Content = before.Content });
        Assert.Contains("user.note", after.Attributes.Keys);
        Assert.Contains("system.posix_acl_access", after.Attributes.Keys);
        if (WritableRoot.CallerIsRoot) Assert.Contains("security.selinux", after.Attributes.Keys);
        Assert.Equal(["file"], Names("etc"));
    }

    [Fact]
    public void A_file_that_somebody_changed_meanwhile_stays_as_they_left_it()
    {
        File.WriteAllText($"{_folder}/etc/file", "old");
        FileState before = _root.Read("/etc/file")!;
        File.WriteAllText($"{_folder}/etc/file", "theirs");

        Assert.Throws<ChangedException>(() => _root.Replace("/etc/file", before, before with { Content = [] }, ".file.new~"));
        Assert.Throws<ChangedException>(() => _root.Remove("/etc/file", before));
        Assert.Equal("theirs", File.ReadAllText($"{_folder}/etc/file"));
        Assert.Equal(["file"], Names("etc"));
    }

    [Fact]
    public void A_file_that_somebody_made_meanwhile_stays()
    {
        File.WriteAllText($"{_folder}/etc/file", "theirs");
        FileState ours = _root.Read("/etc/file")! with { Content = "ours"u8.ToArray() };

        Assert.Throws<ChangedException>(() => _root.Replace("/etc/file", null, ours, ".file.new~"));
        Assert.Equal("theirs", File.ReadAllText($"{_folder}/etc/file"));
    }

    [Fact]
    public void A_link_is_refused_wherever_it_is_in_the_path()
    {
        File.WriteAllText($"{_folder}/etc/target", "");
        File.CreateSymbolicLink($"{_folder}/etc/link", "target");
        Directory.CreateSymbolicLink($"{_folder}/linked", "etc");

        Assert.Throws<RefusedException>(() => _root.Read("/etc/link"));
        Assert.ThrowsAny<IOException>(() => _root.Read("/linked/target"));
        Assert.Throws<RefusedException>(() => _root.Read("/etc/../etc/target"));
    }

    [Fact]
    public void A_file_with_two_names_is_refused()
    {
        File.WriteAllText($"{_folder}/etc/one", "");
        Run("ln", $"{_folder}/etc/one", $"{_folder}/etc/two");

        Assert.Equal("read /etc/one: a file with 2 names (hard links)", Assert.Throws<RefusedException>(() => _root.Read("/etc/one")).Message);
    }

    [Fact]
    public void A_capability_comes_and_goes_and_the_content_stays()
    {
        Assert.SkipUnless(WritableRoot.CallerIsRoot, "only root gives file capabilities");
        File.WriteAllText($"{_folder}/etc/program", "x");
        FileState before = _root.ReadAttributes("/etc/program")!;
        byte[] capability = [1, 0, 0, 2, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        FileState after = before with { Mode = 0b111_101_101, Attributes = new Dictionary<string, byte[]> { [FileState.Capability] = capability } };

        _root.SetAttributes("/etc/program", before, after);
        Assert.Equal(after, _root.ReadAttributes("/etc/program"));

        _root.SetAttributes("/etc/program", after, before);
        Assert.Equal(before, _root.ReadAttributes("/etc/program"));
        Assert.Equal("x", File.ReadAllText($"{_folder}/etc/program"));
    }

    [Fact]
    public void A_lock_beside_a_file_holds_this_process_and_a_NUL()
    {
        using (_root.LockBeside("/etc/subuid", () => false))
        {
            Assert.Equal($"{Environment.ProcessId}\0", File.ReadAllText($"{_folder}/etc/subuid.lock"));
            Assert.Equal(["subuid.lock"], Names("etc"));
            Assert.StartsWith($"/etc/subuid.lock is held by pid {Environment.ProcessId} (", Assert.Throws<BusyException>(() => _root.LockBeside("/etc/subuid", () => false)).Message, StringComparison.Ordinal);
        }
        Assert.Empty(Names("etc"));
    }

    [Theory]
    [InlineData("999999999\0", true)] // above pid_max: nobody
    [InlineData("999999999", true)]
    [InlineData("999999999\n", false)] // no process id to shadow, so never taken over
    [InlineData("", false)]
    [InlineData("junk", false)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    public void A_lock_of_nobody_is_taken_over_as_shadow_does(string content, bool taken)
    {
        File.WriteAllText($"{_folder}/etc/subgid.lock", content);

        if (taken)
        {
            using IDisposable held = _root.LockBeside("/etc/subgid", () => false);
            Assert.Equal($"{Environment.ProcessId}\0", File.ReadAllText($"{_folder}/etc/subgid.lock"));
        }
        else
        {
            Assert.Equal($"/etc/subgid.lock is held by nobody that can be told from it: it holds no process id, so no tool takes it over; if none is at work: rm {_folder}/etc/subgid.lock",
                Assert.Throws<BusyException>(() => _root.LockBeside("/etc/subgid", () => true)).Message);
            Assert.Equal(content, File.ReadAllText($"{_folder}/etc/subgid.lock"));
        }
    }

    [Fact]
    public void A_program_is_at_its_end_when_a_daemon_that_it_started_keeps_its_output()
    {
        Assert.SkipUnless(WritableRoot.CallerIsRoot, "only root's programs are run");
        using var live = WritableRoot.Live();
        var said = new List<string>();
        long start = Stopwatch.GetTimestamp();

        live.Run("/bin/sh", ["-c", "sleep 20 & echo installed"], TimeSpan.FromSeconds(15), said.Add, []);

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
        Assert.Equal(["installed"], said);
    }

    private string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries($"{_folder}/{folder}").Select(path => Path.GetFileName(path)).Order()];

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
            process.WaitForExit();
            Assert.SkipUnless(process.ExitCode == 0, $"{program} does not work on this filesystem");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }
    }
}
