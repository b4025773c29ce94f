namespace RootlessHost.Tests.Shipped;

/// <summary>An administrator has mounted a directory of root's below an account's home, and the account names it as its own: root does not give it away.</summary>
public sealed class GiftTests
{
    [Theory]
    [InlineData("apply --yes")]
    [InlineData("watch --enforce")]
    public void What_is_mounted_below_a_home_stays_roots(string verb)
    {
        using var strangers = new Strangers();
        string taker = strangers.Add((home, _) => Write(home, ".config/containers/storage.conf", "[storage]\ngraphroot = \"/home/s0/jail/etc\"\n"));
        string other = strangers.Add((home, _) => Directory.CreateDirectory(Path.Combine(home, "empty")));
        Ending ending = strangers.Run($$"""
            mkdir -p /run/etc /home/{{taker}}/jail/etc
            echo secret >/run/etc/shadow
            chown 4200:4200 /home/{{taker}}/jail /home/{{taker}}/jail/etc
            mount --bind /run/etc /home/{{taker}}/jail/etc
            # What sudo left in another's home, with nothing in it, is mended meanwhile.
            mkdir /home/{{other}}/.local
            "$0" {{verb}} --all-users --engine podman --only storage.path >$PWD/said 2>&1 & program=$!
            for n in $(seq 100); do [ "$(stat -c %u /home/{{other}}/.local)" != 0 ] && break; sleep 0.1; done
            kill $program 2>/dev/null; wait $program
            stat -c %u:%a /run/etc /run/etc/shadow /home/{{other}}/.local
            """);

        Assert.True(ending.Output == "0:755\n0:644\n4201:755\n", $"{ending.Output}{ending.Errors}{File.ReadAllText(Path.Combine(strangers.Folder, "said"))}");
    }

    private static void Write(string home, string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, file))!);
        File.WriteAllText(Path.Combine(home, file), text);
    }
}
