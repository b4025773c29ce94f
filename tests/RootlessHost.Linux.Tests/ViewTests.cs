using CsCheck;

namespace RootlessHost.Linux.Tests;

/// <summary>Looks with an account's rights. Only root can take another's.</summary>
public sealed class ViewTests : IDisposable
{
    private const uint Alice = 4242;
    private const uint Group = 4243;

    private readonly Scratch _scratch = new();

    public ViewTests()
    {
        if (Identity.Uid != 0) Assert.Skip("only root looks for others");
        Mode("/", "755");
    }

    public static TheoryData<bool> Ways => [true, false];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_link_into_a_closed_directory_tells_nothing(bool asksModes)
    {
        _scratch.Write("/root/d/secret.conf", "hunter2").Link("/home/x", _scratch.On("/root/d/secret.conf")).Link("/home/d", "../root/d");
        Mode("/root", "700");
        using Root root = Live(asksModes);
        View view = root.As(Viewer());

        foreach (string path in (string[])["/home/x", "/home/d/secret.conf", "/root/d", "/root/d/secret.conf", "/root/absent", "/home/d/absent"])
        {
            string there = _scratch.On(path);
            Assert.Equal("Permission denied", Why(() => view.Stat(there)));
            Assert.Equal("Permission denied", Why(() => view.Read(there)));
            Assert.Equal("Permission denied", Why(() => view.List(there)));
            Assert.Equal("Permission denied", Why(() => view.Attribute(there, "user.x")));
            Assert.Equal("Permission denied", Why(() => view.FileSystem(there)));
        }
        // The link is in a place of its own, and the process itself sees what it saw before.
        Assert.Equal(_scratch.On("/root/d/secret.conf"), view.ReadLink(_scratch.On("/home/x")));
        Assert.Equal("hunter2", root.ReadText(_scratch.On("/home/x")));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_the_account_may_read_is_read(bool asksModes)
    {
        _scratch.Write("/home/own", "own").Write("/home/group", "group").Write("/home/all", "all").Write("/home/closed", "closed").Write("/srv/more/far", "far").Link("/home/link", "../srv/./more/../more/far");
        Own("/home/own", Alice, "400");
        Own("/home/group", 0, "040");
        Scratch.Run("chgrp", $"{Group}", _scratch.On("/home/group"));
        Mode("/home/all", "004");
        Mode("/home/closed", "600");
        using Root root = Live(asksModes);
        View view = root.As(Viewer());

        Assert.Equal("own", view.ReadText(_scratch.On("/home/own")));
        Assert.Equal("group", view.ReadText(_scratch.On("/home/group")));
        Assert.Equal("all", view.ReadText(_scratch.On("/home/all")));
        Assert.Equal("far", view.ReadText(_scratch.On("/home/link")));
        Assert.Equal("Permission denied", Why(() => view.Read(_scratch.On("/home/closed"))));
        Assert.Equal(6, view.Stat(_scratch.On("/home/closed"))!.Size); // whose directory it is may be asked for it
        Assert.Null(view.Read(_scratch.On("/home/absent")));
        Assert.Null(view.Read(_scratch.On("/home/own/below")));
        Assert.Null(view.Read(""));
        Assert.Equal(["more"], view.List(_scratch.On("/srv"))!);
        Assert.Equal(["more"], view.List(_scratch.On("/home/../srv/"))!);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_access_list_opens_and_closes(bool asksModes)
    {
        _scratch.Write("/opened/x", "x").Write("/closed/x", "x");
        Mode("/opened", "700");
        Mode("/closed", "755");
        if (Scratch.Run("setfacl", "-m", $"u:{Alice}:x", _scratch.On("/opened")) is null || Scratch.Run("setfacl", "-m", $"u:{Alice}:-", _scratch.On("/closed")) is null) Assert.Skip("no access lists here");
        using Root root = Live(asksModes);
        View view = root.As(Viewer());

        Assert.Equal("x", view.ReadText(_scratch.On("/opened/x")));
        Assert.Equal("Permission denied", Why(() => view.List(_scratch.On("/opened"))));
        Assert.Equal("Permission denied", Why(() => view.Stat(_scratch.On("/closed/x"))));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void No_account_has_files_where_the_kernel_makes_them_up(bool asksModes)
    {
        _scratch.Link("/home/x", "/proc/self/environ").Link("/home/y", "/proc/self/root/etc/shadow");
        using Root root = Live(asksModes);
        root.HazardsOf = () => [("/", new Hazard("ext4", IsOfKernel: false, MayNotAnswer: false)), ("/proc", new Hazard("proc", IsOfKernel: true, MayNotAnswer: false))];
        View view = root.As(Viewer());

        Assert.Equal($"read {_scratch.On("/home/x")}: it leads into /proc, a filesystem of the kernel's own (proc)", Assert.Throws<RefusedException>(() => view.Read(_scratch.On("/home/x"))).Message);
        Assert.Throws<RefusedException>(() => view.Stat(_scratch.On("/home/y")));
    }

    [Fact]
    public void Nobody_waits_for_what_may_not_answer()
    {
        _scratch.Write("/home/alice/.config/x", "x");
        using Root root = Live(asksModes: false);
        root.HazardsOf = () => [(_scratch.On("/home"), new Hazard("nfs4", IsOfKernel: false, MayNotAnswer: true))];

        // There is no other process here to ask.
        Assert.Equal($"read {_scratch.On("/home/alice/.config/x")}: nothing here can look where a server may not answer",
            Assert.Throws<RefusedException>(() => root.As(Viewer()).Read(_scratch.On("/home/alice/.config/x"))).Message);
    }

    [Fact]
    public void The_rights_of_this_thread_are_its_own_again()
    {
        _scratch.Write("/home/x", "x");
        Own("/home", Alice, "700");
        Own("/home/x", Alice, "600");
        using Root root = Live(asksModes: false);
        for (int i = 0; i < 10; i++) _ = root.As(Viewer()).Read(_scratch.On($"/home/{(i % 2 == 0 ? "x" : $"absent{i}")}"));

        string[] status = File.ReadAllLines("/proc/thread-self/status");
        foreach (string key in (string[])["Uid:", "Gid:"]) Assert.Single(status.First(line => line.StartsWith(key, StringComparison.Ordinal)).Split('\t')[1..].Distinct());
        Assert.DoesNotContain($"{Group}", status.First(line => line.StartsWith("Groups:", StringComparison.Ordinal)));
        Assert.Equal(status.First(line => line.StartsWith("CapEff:", StringComparison.Ordinal))[8..], status.First(line => line.StartsWith("CapPrm:", StringComparison.Ordinal))[8..]);
    }

    [Fact]
    public void What_one_account_may_cost_is_bounded()
    {
        for (int i = 0; i < 20; i++) _scratch.Write($"/home/{i}", new string('x', 200_000));
        _scratch.Write("/home/large", new string('x', Budget.BytesOfFile + 1)).Write("/other/x", "x");
        using Root root = Live(asksModes: false);
        Viewer viewer = Viewer();
        View view = root.As(viewer);

        Assert.EndsWith("larger than 262144 bytes", Assert.Throws<RefusedException>(() => view.Read(_scratch.On("/home/large"))).Message, StringComparison.Ordinal);
        int read = Enumerable.Range(0, 20).TakeWhile(i => Told(v => v.Read(_scratch.On($"/home/{i}")), view) == "System.Byte[]").Count();
        Assert.Equal(6, read);
        Assert.Equal("more than 1 MiB of this account's files would have to be read", viewer.Budget.Refusal);
        // Another's is its own, and what was read stays.
        Assert.Equal("x", root.As(new Viewer(Alice + 1, () => [Alice + 1])).ReadText(_scratch.On("/other/x")));
        Assert.Equal(200_000, view.Read(_scratch.On("/home/0"))!.Length);
    }

    /// <summary>Over random trees of directories, files and links: what is asked of modes here is what the kernel says.</summary>
    [Fact]
    public void The_kernel_says_the_same()
    {
        if (!FilesystemIdentity.CanSwitch) Assert.Skip("this process may take nobody's rights");
        string[] names = ["a", "b", "c"];
        Gen<string> path = Gen.Int[0, 2].Select(i => names[i]).Array[1, 4].Select(parts => string.Join('/', parts));
        Gen<(string Path, int Kind, string Target, int Owner, int Mode)> entry = Gen.Select(path, Gen.Int[0, 2], Gen.OneOf(path, path.Select(to => $"../{to}"), path.Select(to => $"./../{to}/.."), Gen.Const("/")), Gen.Int[0, 2], Gen.Int[0, 511]);
        int tree = 0, denied = 0, told = 0;
        entry.Array[1, 12].Sample(entries =>
        {
            string top = $"/t{tree++}";
            Directory.CreateDirectory(_scratch.On(top));
            Mode(top, "755");
            foreach ((string at, int kind, string target, int owner, int mode) in entries) Make(_scratch.On($"{top}/{at}"), kind, target == "/" ? _scratch.On(top) : target, owner, mode);
            using Root byKernel = Live(asksModes: false), byModes = Live(asksModes: true);
            View one = byKernel.As(Viewer()), other = byModes.As(Viewer());
            foreach (string at in names.SelectMany(a => names.SelectMany(b => (string[])[a, $"{a}/{b}", $"{a}/{b}/c", $"{a}/../{b}/a", $"{a}/{b}/a/b"])))
            {
                string there = _scratch.On($"{top}/{at}");
                foreach (Func<View, object?> look in (Func<View, object?>[])[v => v.Stat(there), v => v.StatLink(there), v => v.ReadLink(there), v => v.ReadText(there), v => v.List(there) is { } list ? string.Join(' ', list) : null])
                {
                    string kernel = Told(look, one), modes = Told(look, other);
                    Assert.Equal((there, kernel), (there, modes));
                    if (kernel.Contains("denied", StringComparison.Ordinal)) denied++;
                    else told++;
                }
            }
        }, iter: 150, threads: 1);
        Assert.True(denied > 100 && told > 100, $"{denied} denied, {told} told");
    }

    private static string Told(Func<View, object?> look, View view)
    {
        try
        {
            return look(view)?.ToString() ?? "absent";
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    private static void Make(string path, int kind, string target, int owner, int mode)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (File.Exists(path) || Directory.Exists(path)) return;
            switch (kind)
            {
                case 0:
                    Directory.CreateDirectory(path);
                    break;
                case 1:
                    File.WriteAllText(path, "text");
                    break;
                default:
                    File.CreateSymbolicLink(path, target);
                    return;
            }
            Calls.Own(path, owner == 1 ? Alice : 0, owner == 2 ? Group : 0);
            Calls.SetMode(path, (uint)mode);
        }
        catch (IOException)
        {
            // A file or a link is in the way: then the tree has one entry less.
        }
    }

    private static Viewer Viewer() => new(Alice, () => [Alice, Group]);

    private static Root Live(bool asksModes) => Root.LiveAsking(asksModes);

    private static string Why(Func<object?> look) => Assert.Throws<PosixException>(look) is var denied ? PosixException.Describe(denied.Errno) : "";

    private void Mode(string path, string mode) => Assert.NotNull(Scratch.Run("chmod", mode, _scratch.On(path)));

    private void Own(string path, uint uid, string mode)
    {
        Assert.NotNull(Scratch.Run("chown", $"{uid}", _scratch.On(path)));
        Mode(path, mode);
    }
}
