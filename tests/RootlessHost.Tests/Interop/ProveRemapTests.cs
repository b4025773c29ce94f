using System.Text.Json;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>What <c>prove</c> does for Docker's userns-remap on this machine: as root, for the account that containers are mapped to.</summary>
public sealed class ProveRemapTests : IDisposable
{
    private const string Prove = "rootless-host prove --engine userns-remap --format json --output /var/proofs.json";

    private readonly ScratchMachine _machine = new();

    public ProveRemapTests()
    {
        foreach (string program in (string[])["/usr/sbin/dockerd", "/usr/bin/nsenter"]) Assert.SkipUnless(File.Exists(program), $"{program} is not installed");
        // As dockerd leaves them when it does not map anybody: its own folder is closed to others, and it opens it when it does.
        Do("useradd --system dockremap && install -d -m 710 /var/lib/docker && install -d /etc/docker && echo '{\"userns-remap\":\"default\"}' >/etc/docker/daemon.json");
        Grant(65536);
        Ending probe = Run("unshare --user true");
        Assert.SkipUnless(probe.Status == 0, $"no user namespace to be had here: {probe.Errors}");
    }

    [Fact]
    public void Root_maps_the_accounts_ids_and_the_last_owns_a_file_below_the_data_root()
    {
        string left = Do($"mount -t tmpfs none /tmp; {Prove}; find /var/lib/docker /tmp; awk '/^Uid:/ && $2 >= 300000 && $2 < 365536' /proc/[0-9]*/status");

        Assert.Equal("/var/lib/docker\n/tmp\n", left);
        Assert.Equal(["userns.probe-mapped pass 65536 ids mapped, a file of id 65535 written and read back below /var/lib/docker"], Proofs());
    }

    [Fact]
    public void A_range_that_is_too_small_fails_and_the_check_of_its_size_says_why()
    {
        Grant(1000);

        Assert.Equal(1, Run(Prove).Status);
        Assert.Equal(["userns.probe-mapped fail chown ./owned: Invalid argument subid.size"], Proofs());
    }

    [Fact]
    public void A_folder_above_that_is_closed_fails_and_the_check_of_the_path_says_why()
    {
        Assert.Equal(1, Run($"chmod 700 /var/lib; {Prove}").Status);

        Assert.Equal(["userns.probe-mapped fail pass /var/lib: Permission denied storage.path"], Proofs());
    }

    [Fact]
    public void Nothing_is_made_as_root_where_another_could_put_something_in_its_place()
    {
        Assert.Equal(1, Run($"chown dockremap /var/lib/docker; {Prove}").Status);

        string uid = Do("id -u dockremap").Trim();
        Assert.Equal([$"userns.probe-mapped unknown /var/lib/docker: it belongs to uid {uid}, not to root: chown root /var/lib/docker"], Proofs());
    }

    [Fact]
    public void Only_root_can_and_nobody_else_is_kept_from_an_answer_by_it()
    {
        Do("useradd -m -u 1000 -U alice && echo alice:200000:65536 | tee -a /etc/subuid >>/etc/subgid");
        const string AsAlice = "cd /; setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/alice rootless-host prove --format json --engine userns-remap";

        Ending refused = Run(AsAlice);
        Ending own = Run($"{AsAlice} --engine docker --only userns.probe-self >/var/proofs.json");

        Assert.Equal((77, "rootless-host: only root can prove anything for dockremap: run it as root\n"), (refused.Status, refused.Errors));
        Assert.Equal(0, own.Status);
        Assert.StartsWith("userns.probe-self pass", Assert.Single(Proofs()), StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private void Grant(int count) => _machine["/etc/subuid"] = _machine["/etc/subgid"] = $"dockremap:300000:{count}\n";

    private Ending Run(string script) => _machine.RunApart(script);

    private string Do(string script) => _machine.DoApart(script);

    private string[] Proofs()
    {
        using JsonDocument proofs = JsonDocument.Parse(_machine["/var/proofs.json"]);
        return [.. proofs.RootElement.GetProperty("proofs").EnumerateArray().Select(proof => $"{proof.GetProperty("id")} {proof.GetProperty("status")} {proof.GetProperty("reason")} {proof.GetProperty("explainedBy")}{(proof.GetProperty("bug").GetBoolean() ? "BUG" : "")}".TrimEnd())];
    }
}
