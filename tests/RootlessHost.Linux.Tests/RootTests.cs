namespace RootlessHost.Linux.Tests;

public sealed class RootTests
{
    [Fact]
    public void Reads_a_file_below_it()
    {
        using Scratch scratch = new Scratch().Write("/etc/subuid", "alice:100000:65536\n");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal("alice:100000:65536\n", root.ReadText("/etc/subuid"));
        Assert.False(root.IsLive);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("")]
    public void Reads_the_wanted_stanzas_of_a_list_however_long_they_are(string end)
    {
        // Longer than what is read at once, and the last one over the edge of it.
        string[] stanzas = [.. Enumerable.Range(0, 40).Select(i => $"N: {i}\nD: {new string('x', i == 7 ? 100_000 : 3_000 + i)}")];
        using Scratch scratch = new Scratch().Write("/list", string.Join("\n\n", stanzas) + end);
        using Root root = Root.At(scratch.Folder);

        byte[]? wanted = root.ReadStanzas("/list", 1 << 20, stanza => stanza.StartsWith("N: 7\n"u8) || stanza.StartsWith("N: 21\n"u8) || stanza.StartsWith("N: 39\n"u8));

        Assert.Equal($"{stanzas[7]}\n\n{stanzas[21]}\n\n{stanzas[39]}{end}", System.Text.Encoding.UTF8.GetString(wanted!));
    }

    [Fact]
    public void Reads_no_stanza_of_a_list_that_is_too_long_or_not_there()
    {
        using Scratch scratch = new Scratch().Write("/list", "N: 1\n\nN: 2\n");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal("read /list: larger than 10 bytes", Assert.Throws<RefusedException>(() => root.ReadStanzas("/list", 10, _ => true)).Message);
        Assert.Null(root.ReadStanzas("/nothing", 10, _ => true));
    }

    [Fact]
    public void Says_null_of_what_is_not_there()
    {
        using Scratch scratch = new Scratch().Write("/etc/passwd", "");
        using Root root = Root.At(scratch.Folder);

        Assert.Null(root.Read("/etc/subuid"));
        Assert.Null(root.Read("/etc/passwd/below"));
        Assert.Null(root.Stat("/nothing"));
        Assert.Null(root.List("/nothing"));
        Assert.Null(root.ReadLink("/etc/passwd"));
        Assert.Null(root.Attribute("/etc/passwd", "user.none"));
    }

    [Fact]
    public void An_image_has_not_the_kernel_that_is_mounted_below_it()
    {
        using Root host = Root.At("/");
        using Root image = Root.OfImage("/");

        foreach (string path in (string[])["/proc", "/proc/sys/kernel/osrelease", "/sys"])
        {
            Assert.NotNull(host.Stat(path));
            Assert.Null(image.Stat(path));
        }
        Assert.Null(image.Assuming([]).Read("/proc/self/status"));
        Assert.NotNull(image.Stat("/usr"));
    }

    [Fact]
    public void What_is_written_down_of_a_kernel_is_there_in_an_image()
    {
        using Scratch scratch = new Scratch().Write("/proc/sys/kernel/osrelease", "6.1.0\n");
        using Root root = Root.OfImage(scratch.Folder);

        Assert.Equal("6.1.0\n", root.ReadText("/proc/sys/kernel/osrelease"));
    }

    [Theory]
    [InlineData("/etc/hostname")] // absolute: below the root, where there is none
    [InlineData("../../../../../../../../etc/hostname")]
    [InlineData("/proc/self/root/etc/hostname")]
    [InlineData("/dev/../etc/hostname")]
    public void Does_not_follow_a_link_out(string target)
    {
        using Scratch scratch = new Scratch().Link("/etc/leak", target).Link("/out", "/").Link("/up", "..");
        using Root root = Root.At(scratch.Folder);

        Assert.Null(root.Read("/etc/leak"));
        Assert.Null(root.Read("/out/etc/hostname"));
        Assert.Null(root.Read("/up/etc/hostname"));
        Assert.Null(root.Read("/../../etc/hostname"));
        Assert.Null(root.Resolve("/etc/leak"));
    }

    [Fact]
    public void Follows_an_absolute_link_below_it()
    {
        using Scratch scratch = new Scratch().Write("/real/subuid", "x").Link("/etc/subuid", "/real/subuid").Link("/bin", "usr/bin").Write("/usr/bin/podman", "");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal("x", root.ReadText("/etc/subuid"));
        Assert.Equal("/real/subuid", root.Resolve("/etc/subuid"));
        Assert.Equal("/usr/bin/podman", root.Resolve("/bin/podman"));
        Assert.Equal(FileKind.Link, root.StatLink("/etc/subuid")!.Kind);
        Assert.Equal(FileKind.Regular, root.Stat("/etc/subuid")!.Kind);
        Assert.Equal("usr/bin", root.ReadLink("/bin"));
    }

    [Fact]
    public void Gives_up_on_a_circle_of_links()
    {
        using Scratch scratch = new Scratch().Link("/a", "b").Link("/b", "a");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal("open /a: Too many levels of symbolic links", Assert.Throws<PosixException>(() => root.Read("/a")).Message);
        Assert.Equal("resolve /a: Too many levels of symbolic links", Assert.Throws<PosixException>(() => root.Resolve("/a")).Message);
    }

    [Fact]
    public void Does_not_wait_for_a_fifo()
    {
        using var scratch = new Scratch();
        Assert.SkipWhen(Scratch.Run("mkfifo", scratch.On("/subuid")) is null, "no mkfifo");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal("read /subuid: a FIFO, not a regular file", Assert.Throws<RefusedException>(() => root.Read("/subuid")).Message);
    }

    [Theory]
    [InlineData("1", "5", "read /subuid: a character device, not a regular file")] // /dev/zero never ends
    [InlineData("10", "130", "read /subuid: a character device, not a regular file")] // /dev/watchdog: opening it starts a countdown
    public void Does_not_open_a_device(string major, string minor, string message)
    {
        using var scratch = new Scratch();
        Assert.SkipWhen(Scratch.Run("mknod", scratch.On("/subuid"), "c", major, minor) is null, "device nodes need root");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal(message, Assert.Throws<RefusedException>(() => root.Read("/subuid")).Message);
    }

    [Fact]
    public void Reads_the_null_device_as_empty_because_that_is_how_files_are_masked()
    {
        using Root live = Root.Live();

        Assert.Empty(live.Read("/dev/null")!);
    }

    [Fact]
    public void Does_not_read_a_directory_or_more_than_it_was_told()
    {
        using Scratch scratch = new Scratch().Write("/etc/big", new string('x', 1001));
        using Root root = Root.At(scratch.Folder);

        Assert.Equal("read /etc: a directory, not a regular file", Assert.Throws<RefusedException>(() => root.Read("/etc")).Message);
        Assert.Equal("read /etc/big: larger than 1000 bytes", Assert.Throws<RefusedException>(() => root.Read("/etc/big", 1000)).Message);
    }

    [Fact]
    public void Reads_as_much_as_it_was_told()
    {
        using Scratch scratch = new Scratch().Write("/etc/big", new string('x', 10_000));
        using Root root = Root.At(scratch.Folder);

        Assert.Equal(10_000, root.Read("/etc/big", 10_000)!.Length);
    }

    [Fact]
    public void Remembers_for_one_look()
    {
        using Scratch scratch = new Scratch().Write("/etc/subuid", "before");
        using Root root = Root.At(scratch.Folder);
        root.ReadText("/etc/subuid");
        scratch.Write("/etc/subuid", "after");
        using Root another = Root.At(scratch.Folder);

        Assert.Equal("before", root.ReadText("/etc/subuid"));
        Assert.Equal("after", another.ReadText("/etc/subuid"));
    }

    [Fact]
    public void Remembers_a_refusal_too()
    {
        using Scratch scratch = new Scratch().Write("/etc/big", "xx");
        using Root root = Root.At(scratch.Folder);
        Assert.Throws<RefusedException>(() => root.Read("/etc/big", 1));
        scratch.Write("/etc/big", "x");

        Assert.Throws<RefusedException>(() => root.Read("/etc/big", 1));
    }

    [Fact]
    public void Lists_names_in_order()
    {
        using Scratch scratch = new Scratch().Write("/d/b", "").Write("/d/a", "").Write("/d/.hidden", "").Write("/d/C", "");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal([".hidden", "C", "a", "b"], root.List("/d")!);
    }

    [Fact]
    public void Lists_as_many_names_as_there_are()
    {
        using var scratch = new Scratch();
        for (int i = 0; i < 3000; i++) scratch.Write($"/d/{i}-{new string('x', 40)}", "");
        using Root root = Root.At(scratch.Folder);

        Assert.Equal(3000, root.List("/d")!.Count);
    }

    [Fact]
    public void Tells_modes_owners_and_devices()
    {
        using Scratch scratch = new Scratch().Write("/newuidmap", "");
        File.SetUnixFileMode(scratch.On("/newuidmap"), (UnixFileMode)0b100_111_101_101);
        using Root root = Root.At(scratch.Folder);
        using Root live = Root.Live();

        Assert.Equal("4755", root.Stat("/newuidmap")!.Octal);
        Assert.True(root.Stat("/newuidmap")!.IsSetuid);
        Assert.Equal((FileKind.CharacterDevice, "1:3"), (live.Stat("/dev/null")!.Kind, live.Stat("/dev/null")!.Device));
    }

    [Fact]
    public void Reads_attributes()
    {
        using Scratch scratch = new Scratch().Write("/newuidmap", "");
        Assert.SkipWhen(Scratch.Run("setcap", "cap_setuid=ep", scratch.On("/newuidmap")) is null, "setcap needs root");
        using Root root = Root.At(scratch.Folder);
        using Root live = Root.Live();

        byte[] capability = root.Attribute("/newuidmap", "security.capability")!;

        Assert.Equal([1, 0, 0, 2, 1 << 7], capability[..5]);
        Assert.Equal(capability, live.Attribute(scratch.On("/newuidmap"), "security.capability"));
    }

    [Fact]
    public void Counts_space_on_the_machine_itself_alone()
    {
        using Scratch scratch = new Scratch().Write("/x", "");
        using Root root = Root.At(scratch.Folder);
        using Root live = Root.Live();

        Assert.Null(root.FileSystem("/x"));
        FileSystemStatus space = live.FileSystem(scratch.Folder)!;
        Assert.InRange(space.Available, 1, space.Size);
    }

    [Fact]
    public void Asks_no_program_that_somebody_else_could_have_changed()
    {
        using Scratch scratch = new Scratch().Write("/tool", "#!/bin/sh\necho changed\n");
        File.SetUnixFileMode(scratch.On("/tool"), (UnixFileMode)0b111_111_111);
        using Root live = Root.Live();

        Assert.Null(live.Ask(scratch.On("/tool"), "--version"));
        Assert.Equal("/\n", live.Ask("/bin/pwd"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)] // more than a page of rows
    [InlineData(300)]
    public void Reads_every_row_of_the_sockets(int count)
    {
        System.Net.Sockets.TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0))];
        try
        {
            foreach (System.Net.Sockets.TcpListener listener in listeners) listener.Start();
            using Root live = Root.Live();

            string table = live.ReadText("/proc/net/tcp")!;

            Assert.All(listeners, listener => Assert.Contains($" 0100007F:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port:X4} ", table));
        }
        finally
        {
            foreach (System.Net.Sockets.TcpListener listener in listeners) listener.Stop();
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "/proc/net/tcp", 1)]
    [InlineData("::1", "/proc/net/tcp6", 1)]
    [InlineData("127.0.0.1", "/proc/net/tcp", 600)] // more than one answer of the kernel
    public void Asks_for_the_sockets_that_listen_as_their_file_has_them(string address, string path, int count)
    {
        System.Net.Sockets.TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new System.Net.Sockets.TcpListener(System.Net.IPAddress.Parse(address), 0))];
        try
        {
            foreach (System.Net.Sockets.TcpListener listener in listeners) listener.Start();
            byte[]? answer = SocketDiagnosis.Listening(ipv6: path.EndsWith('6'), 1 << 20);
            Assert.SkipWhen(answer is null, "this kernel does not say");
            using Root live = Root.Live();

            string[] asked = [.. Rows(System.Text.Encoding.ASCII.GetString(answer))];
            string[] read = [.. Rows(live.ReadText(path)!)];

            Assert.All(listeners, listener => Assert.Single(asked, Row(listener)));
            Assert.All(asked.Where(row => listeners.Any(listener => Row(listener)(row))), row => Assert.Contains(row, read));
            Assert.DoesNotContain(asked, row => !row.Contains(" 0A ", StringComparison.Ordinal));
            Assert.Null(SocketDiagnosis.Listening(ipv6: path.EndsWith('6'), 10));
        }
        finally
        {
            foreach (System.Net.Sockets.TcpListener listener in listeners) listener.Stop();
        }

        static Predicate<string> Row(System.Net.Sockets.TcpListener listener) =>
            row => row.Contains($":{((System.Net.IPEndPoint)listener.LocalEndpoint).Port:X4} ", StringComparison.Ordinal);

        // Without the number of the row: addresses, state, owner, inode.
        static IEnumerable<string> Rows(string table) => table.Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 9).Select(words => $"{words[1]} {words[2]} {words[3]} {words[7]} {words[9]}");
    }

    [Fact]
    public void Says_which_directory_it_cannot_be() =>
        Assert.Equal("open /nowhere: No such file or directory", Assert.Throws<PosixException>(() => Root.At("/nowhere")).Message);
}
