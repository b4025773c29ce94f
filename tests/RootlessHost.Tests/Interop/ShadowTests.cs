using System.Globalization;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary><c>apply</c> and <c>undo</c> before and after this machine's own useradd, usermod and userdel.</summary>
public sealed class ShadowTests : IDisposable
{
    private const string Apply = "rootless-host apply --engine podman --only 'subid.*' --lock-timeout 5 --all-users";
    private const string Bare = "useradd -K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0";

    private readonly ScratchMachine _machine = new();

    [Theory]
    [InlineData("usermod adds to what we gave", $"{Bare} alice; {Apply}; usermod --add-subuids 900000-900999 --add-subgids 900000-900999 alice", "alice:131072:65536 alice:900000:1000")]
    [InlineData("usermod takes away what we gave", $"{Bare} alice; {Apply}; usermod --del-subuids 131072-196607 --del-subgids 131072-196607 alice", "")]
    [InlineData("we extend what usermod gave", $"{Bare} alice; usermod --add-subuids 200000-200999 --add-subgids 200000-200999 alice; {Apply}", "alice:200000:1000 alice:262144:65536")]
    [InlineData("we leave alone what usermod gave", $"{Bare} alice; usermod --add-subuids 200000-265535 --add-subgids 200000-265535 alice; {Apply}", "alice:200000:65536")]
    [InlineData("useradd gives others", $"{Bare} alice; {Apply}; useradd bob", "alice:131072:65536 bob:196608:65536")]
    [InlineData("useradd gives others twice, and sorts", $"{Bare} alice; {Apply}; useradd bob; useradd carol", "alice:131072:65536 bob:196608:65536 carol:262144:65536")]
    [InlineData("we give others than useradd", $"useradd bob; {Bare} alice; {Apply}", "bob:100000:65536 alice:196608:65536")]
    [InlineData("userdel takes our rows away", $"{Bare} alice; {Bare} bob; {Apply}; userdel alice", "bob:196608:65536")]
    [InlineData("nobody gets the ids of somebody who is gone while others have them", $"{Bare} alice; {Bare} bob; {Apply}; userdel alice; useradd carol; {Bare} dave; {Apply}", "bob:196608:65536 carol:100000:65536 dave:262144:65536")]
    [InlineData("undo leaves what useradd gave since", $"{Bare} alice; {Apply}; useradd bob; rootless-host undo", "bob:196608:65536")]
    [InlineData("undo leaves what useradd gave since, and sorted", $"useradd zoe; {Bare} alice; {Apply}; useradd bob; useradd carol; rootless-host undo", "zoe:100000:65536 bob:262144:65536 carol:327680:65536")]
    [InlineData("undo leaves what usermod gave since", $"{Bare} alice; {Apply}; usermod --add-subuids 900000-900999 --add-subgids 900000-900999 alice; rootless-host undo", "alice:900000:1000")]
    [InlineData("undo leaves what was short before", $"{Bare} alice; usermod --add-subuids 200000-200999 --add-subgids 200000-200999 alice; {Apply}; rootless-host undo", "alice:200000:1000")]
    [InlineData("undo after userdel of somebody else", $"{Bare} alice; useradd bob; {Apply}; userdel bob; rootless-host undo", "")]
    [InlineData("undo leaves a row that had no newline", $"{Bare} alice; useradd -u 2000 bob; truncate -s -1 /etc/subuid /etc/subgid; {Apply}; useradd -u 2001 carol; rootless-host undo", "bob:100000:65536 carol:262144:65536")]
    [InlineData("we make the files, useradd goes on with them", $"rm /etc/subuid /etc/subgid; {Bare} alice; {Apply}; useradd bob", "alice:131072:65536 bob:196608:65536")]
    public void They_understand_each_other(string what, string script, string rows)
    {
        // userdel takes no account away whose uid a process has, and this machine's processes may have any.
        _machine.DoApart(script);

        Assert.True((rows, rows) == (Rows("/etc/subuid"), Rows("/etc/subgid")), $"{what}: {Rows("/etc/subuid")} | {Rows("/etc/subgid")}");
        Assert.DoesNotContain(Directory.EnumerateFiles(_machine.On("/etc")), file => file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith("/.pwd.lock", StringComparison.Ordinal));
    }

    [Fact]
    public void Undo_says_which_file_it_leaves_when_userdel_took_the_rows()
    {
        _machine.DoApart($"{Bare} alice; {Bare} bob; {Apply}; userdel alice");
        Ending ending = _machine.Run("rootless-host undo");

        Assert.Equal((1, "rootless-host: /etc/subgid was changed by somebody else meanwhile, after the transaction: nothing was taken back\n"), (ending.Status, ending.Errors));
        Assert.Equal("bob:196608:65536", Rows("/etc/subuid"));
    }

    [Fact]
    public void The_file_before_is_kept_as_usermod_keeps_it()
    {
        string Kept(string command)
        {
            _machine["/etc/subuid"] = "# mine\nbob:100000:65536\n";
            return _machine.Do($"chgrp 6 /etc/subuid; rm -f /etc/subuid-; {command} >/dev/null; cat /etc/subuid-; stat -c '%a %u:%g' /etc/subuid- /etc/subuid");
        }

        _machine.Do($"{Bare} alice; {Bare} bob");
        string theirs = Kept("usermod --add-subuids 165536-231071 --add-subgids 165536-231071 alice");
        _machine["/etc/subgid"] = "bob:100000:65536\n";

        Assert.Equal(theirs, Kept(Apply));
        Assert.Equal("# mine\nbob:100000:65536\n644 0:6\n644 0:6\n", theirs);
    }

    [Fact]
    public void What_useradd_did_after_a_kill_is_nothing_that_stands_in_the_way()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed");
        // Everything is on the disk, and the first lock is about to be taken.
        Assert.NotEqual(0, _machine.Run($"{Bare} alice; exec strace -o /dev/null -e trace=linkat -e inject=linkat:signal=KILL:when=1 {Apply}").Status);
        Ending ending = _machine.Run($"useradd bob && {Apply}");

        Assert.Equal((0, "rootless-host: transaction 1 was broken off; taken back\n"), (ending.Status, ending.Errors));
        Assert.Equal("bob:100000:65536 alice:196608:65536", Rows("/etc/subuid"));
    }

    // What is in the lock, and who gets past it. The process that holds it is one that sleeps; pids of this kernel end at 4194304.
    [Theory]
    [InlineData("4194305", true)]
    [InlineData("4194305\\0", true)]
    [InlineData(" 4194305\\0", true)]
    [InlineData("$held\\0", false)]
    [InlineData("$held", false)]
    [InlineData("4194305\\n", false)]
    [InlineData("", false)]
    [InlineData("nobody", false)]
    [InlineData("0", false)]
    public void A_lock_is_broken_when_shadow_breaks_it(string content, bool isBroken)
    {
        _machine.Do($"{Bare} alice; {Bare} bob");
        string Take(string command) => $"sleep 60 & held=$!; printf \"{content}\" >/etc/subgid.lock; {command}; status=$?; kill $held; exit $status";

        Ending theirs = _machine.Run(Take("usermod --add-subuids 300000-365535 --add-subgids 300000-365535 bob"));
        File.Delete(_machine.On("/etc/subgid.lock"));
        Ending ours = _machine.Run(Take("rootless-host apply --engine podman --only 'subid.*' --lock-timeout 0.1 --user alice"));

        Assert.Equal(isBroken, theirs.Status == 0);
        Assert.True((isBroken ? 0 : 75) == ours.Status, ours.Errors);
        Assert.Equal(!isBroken, File.Exists(_machine.On("/etc/subgid.lock")));
        Assert.Equal(isBroken, Rows("/etc/subgid").Contains("alice", StringComparison.Ordinal));
        Assert.Equal(isBroken, Rows("/etc/subuid").Contains("alice", StringComparison.Ordinal));
        if (!isBroken) Assert.EndsWith("nothing was changed: try again\n", ours.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_is_given_back_is_waited_for()
    {
        _machine.Do($"{Bare} alice; sleep 60 & held=$!; printf \"$held\\0\" >/etc/subuid.lock; (sleep 0.7; rm /etc/subuid.lock; kill $held) & {Apply}");

        Assert.Equal("alice:131072:65536", Rows("/etc/subuid"));
    }

    [Fact]
    public void Who_has_vipw_open_is_waited_for_and_named()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/vipw"), "vipw is not installed");
        const string Open = "export EDITOR=/etc/edit; printf '#!/bin/sh\\ntouch /etc/open; sleep 1\\n' >/etc/edit; chmod +x /etc/edit; vipw & while ! [ -e /etc/open ]; do sleep 0.05; done; ";
        _machine.Do($"{Bare} alice");

        Ending impatient = _machine.Run(Open + "rootless-host apply --engine podman --only 'subid.*' --lock-timeout 0.1 --user alice; status=$?; wait; exit $status");
        Assert.Equal(75, impatient.Status);
        Assert.Matches(@"rootless-host: /etc/\.pwd\.lock is held by pid \d+ \(vipw\); nothing was changed: try again", impatient.Errors);
        Assert.Equal("", Rows("/etc/subuid"));

        File.Delete(_machine.On("/etc/open"));
        _machine.Do(Open + Apply);
        Assert.Equal("alice:131072:65536", Rows("/etc/subuid"));
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public void Who_is_told_to_end_while_waiting_leaves_no_lock(string signal, int status)
    {
        _machine.Do($"{Bare} alice; {Bare} bob");
        // Without --init a background process of a script ignores SIGINT.
        Ending ending = _machine.Run(string.Create(CultureInfo.InvariantCulture, $"sleep 60 & held=$!; printf \"$held\\0\" >/etc/subgid.lock; timeout --foreground -s {signal} 0.6 {Apply}; status=$?; kill $held; exit $status"));

        Assert.True(ending.Status is 124 || ending.Status == status, $"{ending.Status}: {ending.Errors}");
        Assert.False(File.Exists(_machine.On("/etc/subuid.lock")));
        Assert.Equal("", Rows("/etc/subuid"));
        File.Delete(_machine.On("/etc/subgid.lock"));
        _machine.Do("useradd carol");
        Assert.Equal("carol:100000:65536", Rows("/etc/subgid"));
    }

    public void Dispose() => _machine.Dispose();

    private string Rows(string path) => _machine[path].Trim().Replace('\n', ' ');
}
