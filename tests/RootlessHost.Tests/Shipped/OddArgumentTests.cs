using System.Text;

namespace RootlessHost.Tests.Shipped;

/// <summary>Names and paths that nobody means: whatever stands where one is taken, the answer is a status that says something and a line at most.</summary>
public sealed class OddArgumentTests : IDisposable
{
    private const string Here = "HERE"; // where the odd word goes
    private const string Host = "HOST";

    private static readonly int[] Statuses = [0, 1, 64, 65, 69, 74, 75, 77, 78, 124];

    // That which makes a file is not asked to make it where the tests do not clean up.
    private static readonly string[] Words =
    [
        "", "a\nb", "%ff%fe", new string('x', 100_000), "/", ".", "..", "folder", "fifo", "/dev/full", "/dev/null", "dangling", "loop", "socket", "folder/", "absent/", "/absent/x", "/proc/self",
        "-", "@", "\u202e", "%", "'", new StringBuilder().Insert(0, "a/", 3000).ToString(),
    ];

    private readonly FixtureHost _host = new()
    {
        ["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n",
        ["/etc/subuid"] = "alice:100000:65536\n",
        ["/etc/subgid"] = "alice:100000:65536\n",
    };

    private readonly FixtureHost _folder = new();

    public OddArgumentTests()
    {
        _folder.MakeFolder("/folder").MakeLink("/dangling", "nowhere").MakeLink("/loop", "loop");
        Assert.Equal(0, Binary.Start("sh", ["-c", "mkfifo fifo; exec python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'"], clean: false, _folder.Folder).Status);
    }

    public static TheoryData<string> Lines =>
    [
        "check --root HERE", "check --root HOST --config HERE", "check --root HOST --user HERE", "check --root HOST --engine HERE", "check --root HOST --need HERE", "check --root HOST --only HERE",
        "check --root HOST --skip HERE", "check --root HOST --format HERE", "check --root HOST --output HERE", "check --root HOST --color HERE", "check --root HOST --timeout HERE",
        "check --root HOST --wait HERE", "check --root HOST --format nagios -w HERE", "plan --root HERE", "plan --root HOST --config HERE", "plan --root HOST --output HERE", "plan --root HOST --user HERE",
        "apply -n --root HERE", "apply --root HOST --config HERE", "apply --root HOST --output HERE", "apply --root HOST --lock-timeout HERE", "apply --root HOST --allow HERE", "undo --root HOST HERE",
        "undo --root HOST --output HERE", "history --root HERE", "history --root HOST --output HERE", "ids --root HERE", "ids --root HOST --output HERE", "ids --root HOST --user HERE", "ids --root HOST --format HERE",
        "capture HERE", "explain HERE", "explain subid.size --root HERE", "list HERE", "schema HERE", "completion HERE", "watch --root HOST --interval HERE.", "watch --root HOST --config HERE --interval never",
        "serve --root HOST --listen HERE?", "serve --root HOST --config HERE --listen ?", "serve --report HERE --listen ?", "HERE",
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Is_answered_with_a_status_and_a_line(string line)
    {
        string before = Names();
        foreach (string word in Words)
        {
            // An account's tar and an explanation of what is piped in are answers on purpose.
            if (word == "-" && line is "capture HERE" or "explain HERE") continue;
            // A shell gives bytes that are no UTF-8; the runtime cannot.
            string odd = word == "%ff%fe" ? "$(printf '\\377\\376')" : "$0";
            string script = string.Join(' ', line.Split(' ').Select(part => part.Contains(Here, StringComparison.Ordinal) ? $"\"{part.Replace(Here, odd, StringComparison.Ordinal)}\"" : part == Host ? _host.Folder : $"'{part}'"));
            Ending ending = Binary.Start("sh", ["-c", $"exec {Binary.Path} {script}", word], clean: false, _folder.Folder);
            string what = $"{line} with '{word[..Math.Min(word.Length, 20)]}': {ending.Status}: {ending.Errors[..Math.Min(ending.Errors.Length, 300)]}";

            Assert.True(Statuses.Contains(ending.Status), what);
            Assert.True(ending.Errors.Length <= 10_000 && ending.Errors.Count(c => c == '\n') <= 1, what);
        }
        Assert.Equal(before, Names());
    }

    [Theory]
    [InlineData("check --root HOST --config", 78, "'': no file has an empty name")]
    [InlineData("check --root HOST --output", 74, "write '': no file has an empty name")]
    [InlineData("capture", 74, "write '': no file has an empty name")]
    public void An_empty_name_is_nobodys(string line, int status, string error)
    {
        Ending ending = Binary.Run([.. line.Replace(Host, _host.Folder, StringComparison.Ordinal).Split(' '), ""]);

        Assert.Equal((status, $"rootless-host: {error}\n"), (ending.Status, ending.Errors));
    }

    [Fact]
    public void Of_an_endless_word_the_reason_is_still_seen()
    {
        Ending ending = Binary.Run("check", "--root", new string('x', 100_000));

        Assert.Equal(74, ending.Status);
        Assert.StartsWith("rootless-host: open xxxx", ending.Errors, StringComparison.Ordinal);
        Assert.EndsWith("xxxx: File name too long\n", ending.Errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    // What there was must still be there, and be what it was; links are replaced, and not followed.
    private string Names() => string.Join(' ', ((string[])["folder", "fifo", "socket"]).Select(name => $"{name}:{Binary.Start("stat", ["-c", "%F", name], clean: false, _folder.Folder).Output.Trim()}"));
}
