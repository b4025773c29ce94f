using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>The package managers themselves, each on a machine that is its distribution to look at, with a repository of one package. Alpine's is not to be had on Debian.</summary>
public sealed class PackageManagerTests : IDisposable
{
    private const string Apply = "rootless-host apply --install --user alice --engine podman --only subid.helpers";

    // A lock of fcntl(2), as apt takes them; of a process that is there, as dnf and zypper do; and of a file that is there.
    private const string Holders = """
        held() { echo released >>/var/order; }
        lock() { perl -MFcntl -e 'open my $f, ">", $ARGV[0] or die; my $l = pack "s s x4 q q l x4", F_WRLCK, 0, 0, 0, 0; fcntl $f, F_SETLK, $l or die; $| = 1; print "held\n"; sleep 3; system "echo released >>/var/order"' "$1"; }
        process() { (sleep 3; held) & for at in "$@"; do mkdir -p "${at%/*}"; printf %s "$!" >"$at"; done; }
        presence() { touch "$1"; (sleep 3; held; rm "$1") & }

        """;

    private readonly ScratchMachine _machine = new();

    [Theory]
    [InlineData("apt", "uidmap", "coproc lock /var/lib/apt/lists/lock; read -ru \"${COPROC[0]}\"", "Get:1 file:/var/repository ./ uidmap 1")]
    [InlineData("apt", "uidmap", "coproc lock /var/lib/dpkg/lock-frontend; read -ru \"${COPROC[0]}\"", "Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process")]
    [InlineData("dnf", "shadow-utils", "process /var/cache/dnf/metadata_lock.pid", "to finish.")]
    [InlineData("zypper", "shadow", "process /run/zypp.pid", "(1/1) Installing: shadow-1-1.noarch")]
    [InlineData("pacman", "shadow", "pacman -Sy >/dev/null; presence /var/lib/pacman/db.lck", "rootless-host: waiting for /var/lib/pacman/db.lck\n")]
    public void Installs_what_is_missing_and_waits_for_another_run(string manager, string package, string hold, string said)
    {
        string[] output = Run(manager, $"{Holders}{hold}\n{Apply} 2>/var/said; echo $?; echo applied >>/var/order; stat -c %a /usr/bin/newuidmap; {Apply} 2>&1; paste -sd ' ' /var/order").Output.Split('\n');

        string words = string.Join('\n', output) + _machine["/var/said"];
        Assert.True(output[0] == $"1. Install {package}.", words);
        Assert.Contains("Done. It stays: nothing takes that back safely.", output);
        Assert.Equal(["0", "4755", "Nothing was changed: all is well.", "released applied", ""], output[^5..]);
        Assert.Contains(said, _machine["/var/said"], StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_lists_first_where_apt_does_not_and_says_so()
    {
        string output = Run("apt", "rootless-host plan --install --user alice --engine podman --only subid.helpers; ls /var/lib/apt/lists").Output;

        Assert.EndsWith("""

            Beside files:
                apt-get -q -o Dpkg::Use-Pty=0 update
                apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold --no-install-recommends install uidmap
            partial

            """, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Upgrades_no_part_of_an_arch()
    {
        Ending ending = Run("pacman", $"{Apply}; echo $?");

        Assert.Equal("""
            Nothing was changed.

            Refused: install shadow: pacman has no lists of packages here, and to fetch them
               for one package would be a partial upgrade, which Arch does not support:
               pacman -Syu, then again (subid.helpers: newuidmap and newgidmap are not
               installed).
            As long as that is open, nothing is changed.
            1

            """, ending.Output);
    }

    [Fact]
    public void Tells_what_the_manager_said_when_it_fails_and_what_is_left_of_it()
    {
        Ending ending = Run("apt", $"rm /var/repository/*.deb; {Apply}; echo $?");

        Assert.Equal("1\n", ending.Output);
        Assert.Contains("rootless-host: apt-get -q -o Dpkg::Use-Pty=0 update\n", ending.Errors, StringComparison.Ordinal);
        Assert.Matches(@"rootless-host: run /usr/bin/apt-get .* install uidmap: exit status 100: E: .*; not taken back: what apt-get -q -y .* install uidmap did\n$", ending.Errors);
    }

    public void Dispose() => _machine.Dispose();

    private Ending Run(string manager, string script)
    {
        string[] programs = manager == "apt" ? ["apt-get"] : manager == "pacman" ? ["pacman"] : [manager, "rpmbuild", "createrepo_c"];
        foreach (string program in programs) Assert.SkipUnless(File.Exists($"/usr/bin/{program}"), $"{program} is not installed");
        _machine.Do("useradd -m alice");
        _machine["/var/script"] = script;
        Ending ending = _machine.Run($"{ScratchMachine.Scripts}/package-manager {manager} bash -u /var/script");
        Assert.SkipWhen(ending.Status == 77, "no layer over /usr is to be had here");
        return ending;
    }
}
