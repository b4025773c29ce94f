namespace RootlessHost.Tests.Commands;

public sealed class CaptureTests
{
    // Unpacked as somebody who may not keep owners and modes, under a umask that takes everything from others.
    private const string Unpack = """
        set -e
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        program capture "$folder/capture.tar"
        chmod 755 "$folder"; chmod 644 "$folder/capture.tar"
        mkdir -m 777 "$folder/root"
        if [ "$(id -u)" = 0 ]; then as() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }; else as() { "$@"; }; fi
        as sh -c 'umask 077; tar -xf "$1" -C "$2"' - "$folder/capture.tar" "$folder/root"
        chmod -R a+rX "$folder/root"
        plain() { grep -vE '"(generatedAt|durationSeconds|root)": '; }

        """;

    [Theory]
    [InlineData("")]
    [InlineData("--user root")]
    [InlineData("--all-users --need boot --need limits --need port:80")]
    [InlineData("--engine docker --engine k3s --engine userns-remap --engine lxc")]
    public void What_was_captured_gives_the_same_findings(string arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv") && (File.Exists("/usr/bin/tar") || File.Exists("/bin/tar")), "setpriv or tar is not installed");

        // The space that is left changes while the other tests write, and root's keys while they make containers.
        arguments += " --skip storage.capacity --skip sec.keys";
        var (status, output, error) = Program.Shell(Unpack + $$"""
            program check --format json {{arguments}} | plain > "$folder/live"
            program check --format json {{arguments}} --root "$folder/root" | plain > "$folder/replayed"
            program ids --format json >> "$folder/live"
            program ids --format json --root "$folder/root" >> "$folder/replayed"
            diff "$folder/live" "$folder/replayed"
            """);

        Assert.Equal((0, "", ""), (status, output, error));
    }

    [Fact]
    public void The_same_machine_gives_the_same_bytes_and_only_its_owner_may_read_them()
    {
        var (_, output, _) = Program.Shell("""
            folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
            program capture "$folder/a.tar" && stat -c %a "$folder/a.tar"
            program capture - | tar -tvf - | awk '{print $1, $2, $4, $5}' | sort -u
            """);

        Assert.Equal("600\n-rw-r--r-- 0/0 1970-01-01 00:00\n", string.Join('\n', output.Split('\n').Select(line => line.Replace("root/root", "0/0"))));
    }

    [Fact]
    public void Every_file_of_a_capture_has_a_rule()
    {
        var (_, output, _) = Program.Shell("program capture - | tar -tf -");

        string[] unruled = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(path => !RootlessHost.Facts.Redaction.Knows("/" + path))];
        Assert.Empty(unruled);
    }
}
