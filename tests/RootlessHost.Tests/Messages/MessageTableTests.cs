using System.Diagnostics;
using RootlessHost.Checks;
using RootlessHost.Messages;

namespace RootlessHost.Tests.Messages;

public sealed class MessageTableTests
{
    private static readonly MessageTable Table = new(AllMessages.List);

    public static TheoryData<string, string> EveryPaste => [.. Pastes.List.Select(paste => (paste.Pasted, paste.Message))];

    [Theory]
    [MemberData(nameof(EveryPaste))]
    public void A_real_paste_is_recognised(string pasted, string message) => Assert.Contains(message, Recognised(pasted));

    [Fact]
    public void Every_message_was_seen_and_none_is_a_twin()
    {
        Assert.Equal(AllMessages.List.Select(message => message.Text).Order(StringComparer.Ordinal), Pastes.List.Select(paste => paste.Message).Order(StringComparer.Ordinal));
        Assert.InRange(AllMessages.List.Count, 60, 1000);
    }

    [Fact]
    public void Every_wording_is_recognised_as_its_message()
    {
        foreach (Message message in AllMessages.List)
        {
            foreach (string wording in message.Wordings)
            {
                string text = wording.Replace("#", "80").Replace("*/", "/home/x/").Replace("*", "some").Replace("…", "such and such");
                Assert.True(Table.In(text).Any(one => one.Message == message), $"{wording} → {string.Join(" | ", Recognised(text))}");
            }
        }
    }

    [Fact]
    public void Every_message_has_checks_behind_it_a_source_and_a_sentence()
    {
        foreach (Message message in AllMessages.List)
        {
            Assert.NotEmpty(message.Behind);
            Assert.Equal(message.Behind.Distinct(), message.Behind);
            Assert.All(message.Behind, id => Assert.NotNull(Catalogue.Find(id)));
            Assert.EndsWith(".", message.Means);
            Assert.Matches(@"^https://[a-z0-9./:_%~-]+$|^[a-z]+\([1-8]\)$", message.Source.ToLowerInvariant().Replace('+', '_'));
            if (message.Need is { } need) Assert.Single(RootlessHost.Engines.Needs.Parse([need.Replace("#", "80")]).Names);
        }
    }

    [Theory]
    [InlineData("\e[31mERRO\e[0m[0000] \e[1mnewuidmap: write to uid_map failed\e[0m: Operation not permitted")]
    [InlineData("\e]8;;http://x\anewuidmap:\e]8;;\a write to uid_map failed: \e[38;5;196mOperation not permitted\e[m")]
    [InlineData("level=error msg=\"running `newuidmap 12 0 1 1`: newuidmap: write to uid_map failed: Operation not permitted\\n\"")]
    [InlineData("{\\\"log\\\":\\\"newuidmap: write to uid_map failed: Operation not permitted\\\\n\\\"}")]
    [InlineData("> newuidmap: write to\r\n> uid_map failed: Operation\r\n> not permitted")]
    [InlineData("NEWUIDMAP: WRITE TO “uid_map” FAILED – OPERATION NOT PERMITTED!!!")]
    [InlineData("Nov 25 03:32:45 vm podman[4711]: newuidmap: write to uid_map failed: Operation not permitted\nNov 25 03:32:45 vm systemd[1]: x.service: Failed with result 'exit-code'.")]
    [InlineData("nothing\0new\u200buidmap: write to uid_map failed: Operation not permitted")]
    public void What_stands_around_a_message_is_no_matter(string pasted) => Assert.Equal(["newuidmap: write to uid_map failed: Operation not permitted"], Recognised(pasted));

    [Theory]
    [InlineData("mkdir /run/user/0: permission denied", "mkdir /run/user/# permission denied")]
    [InlineData("mkdir /run/user/123456/libpod/tmp: permission denied", "mkdir /run/user/# permission denied")]
    [InlineData("the requested cgroup controller “io” is not available", "the requested cgroup controller * is not available")]
    [InlineData("Cannot connect to the Docker daemon at unix:///run/user/65534/docker.sock. Is the docker daemon running?", "Cannot connect to the Docker daemon at unix:///run/user/*/docker.sock. Is the docker daemon running")]
    [InlineData("No subgid ranges found for user 0 (\"\")", "No subuid ranges found for user #")]
    [InlineData("no subuid ranges found for user \"DOMAIN\\\\jürgen\" in /etc/subuid", "no subuid ranges found for user … in /etc/subuid")]
    public void Paths_names_and_numbers_vary(string pasted, string message) => Assert.Equal([message], Recognised(pasted));

    [Theory]
    [InlineData("cannot expose privileged port 443, you can", "port:443")]
    [InlineData("listen tcp [::]:53: bind: permission denied", "port:53")]
    [InlineData("Listen failed for HOST TCP port */80: Permission denied", "port:80")]
    [InlineData("cannot expose privileged port 99999999999999", null)]
    [InlineData("cannot expose privileged port 70000", null)]
    [InlineData("Error: crun: the requested cgroup controller `cpu` is not available", "limits")]
    public void Who_sees_it_wants_something(string pasted, string? need) => Assert.Equal(need, Table.In(pasted).Select(one => one.Need).FirstOrDefault());

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("hello")]
    [InlineData("Permission denied")]
    [InlineData("Operation not permitted")]
    [InlineData("The kernel refused, and newuidmap, which writes to uid_map, failed. The operation was not permitted by anybody.")]
    [InlineData("Rootless containers use user namespaces. Each user needs a range of subordinate ids in /etc/subuid and /etc/subgid; newuidmap maps them. Without enough IDs available, images cannot be unpacked in the namespace.")]
    [InlineData("E: Unable to locate package podmann\nReading package lists... Done\nBuilding dependency tree... Done")]
    [InlineData("Unable to find image 'alpin:latest' locally\ndocker: Error response from daemon: pull access denied for alpin, repository does not exist or may require 'docker login': denied: requested access to the resource is denied.")]
    [InlineData("cannot clone repository: Operation timed out")]
    [InlineData("mkdir /srv/data: permission denied")]
    [InlineData("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")]
    [InlineData("fatal: unable to access 'https://example.org/': Could not resolve host: example.org")]
    [InlineData("is not available available under the the the # * … not allowed")]
    public void Prose_and_other_errors_are_none(string text) => Assert.Empty(Table.In(text));

    [Fact]
    public void This_projects_own_pages_are_no_paste()
    {
        string sources = RootlessHost.Tests.Checks.CatalogueTests.Sources();

        // They quote one message each at the most; none is made up of words that happen to stand near each other.
        Assert.Empty(Table.In(File.ReadAllText(Path.Combine(sources, "README.md"))));
        Assert.Empty(Table.In(File.ReadAllText(Path.Combine(sources, "packaging/README.md"))));
    }

    [Fact]
    public void Words_far_apart_are_no_message()
    {
        string filler = string.Join(' ', Enumerable.Repeat("word", 25));

        Assert.NotEmpty(Table.In("lchown /x: invalid argument"));
        Assert.Empty(Table.In($"lchown {filler} invalid argument"));
    }

    [Fact]
    public void What_is_only_part_of_another_is_left_out()
    {
        Assert.Equal(
            ["fork/exec /proc/self/exe: no space left on device"],
            Recognised("[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: no space left on device"));
        Assert.Equal(
            ["cannot clone: Operation not permitted", "user namespaces are not enabled in /proc/sys/kernel/unprivileged_userns_clone"],
            Recognised("cannot clone: Operation not permitted\nuser namespaces are not enabled in /proc/sys/kernel/unprivileged_userns_clone").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_a_long_log_only_a_few_are_told() => Assert.Equal(5, Table.In(string.Join('\n', Pastes.List.Select(paste => paste.Pasted))).Count);

    [Fact]
    public void What_is_nearly_a_message_is_told_as_such()
    {
        Assert.Equal("newuidmap: uid range … not allowed", Table.Alike("newuidmap said that the range of uid 5 was allowed for nobody")[0].Text);
        Assert.Empty(Table.Alike("hello world"));
        Assert.InRange(Table.Alike(string.Join('\n', Pastes.List.Select(paste => paste.Pasted))).Count, 1, 3);
    }

    [Theory]
    [InlineData("not ")]
    [InlineData("no ")]
    [InlineData("/")]
    [InlineData("\e[")]
    [InlineData("\\")]
    [InlineData("a")]
    [InlineData("newuidmap: write to uid_map failed: ")]
    [InlineData("listen tcp # 1 ")]
    [InlineData("\ud83d\ude00 ")]
    public void Hostile_text_takes_no_time(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 64 * 1024 / piece.Length));
        long start = Stopwatch.GetTimestamp();

        Table.In(text);
        Table.Alike(text);

        // Some milliseconds; a machine under load has its moments.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 3);
    }

    private static IEnumerable<string> Recognised(string pasted) => Table.In(pasted).Select(one => one.Message.Text);
}
