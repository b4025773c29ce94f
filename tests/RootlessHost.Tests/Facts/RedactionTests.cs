using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using RootlessHost.Facts;
using RootlessHost.Tests.Checks;

namespace RootlessHost.Tests.Facts;

public sealed partial class RedactionTests
{
    [Theory]
    [InlineData("/etc/passwd", "alice:$6$hash:1000:1000:Alice Smith,Room 1:/home/alice:/bin/bash\n# secret\n+nis\nbroken secret\n", "alice:x:1000:1000::/home/alice:/bin/bash\n#\n+\n?\n")]
    [InlineData("/etc/passwd", "free::1001:1001::/:/bin/sh\n", "free::1001:1001::/:/bin/sh\n")]
    [InlineData("/etc/group", "docker:$1$pw:999:alice,bob\n", "docker:x:999:alice,bob\n")]
    [InlineData("/proc/self/environ", "SUDO_USER=alice\0AWS_SECRET=x\0HOME=/root\0junk\0", "SUDO_USER=alice\0")]
    [InlineData("/proc/1/environ", "container=lxc\0TERM=linux\0TOKEN=s3cret\0XDG_RUNTIME_DIR=/x\0containers=x\0MY=container=x\0", "container=lxc\0")]
    [InlineData("/proc/1/environ", "TOKEN=s3cret", "")]
    [InlineData("/proc/cmdline", "BOOT_IMAGE=/x ro cgroup_disable=memory luks.key=abc systemd.unified_cgroup_hierarchy=0\n", "ro cgroup_disable=memory systemd.unified_cgroup_hierarchy=0\n")]
    [InlineData("/etc/docker/daemon.json", "{\n  \"data-root\": \"/d\",\n  \"log-opts\": { \"splunk-token\": \"s3cret\" },\n  \"dns\": [\"10.0.0.1\"], \"iptables\": false\n}\n", "{\n  \"data-root\": \"/d\",\n  \"log-opts\": { \"splunk-token\": \"\" },\n  \"dns\": [\"\"], \"iptables\": false\n}\n")]
    [InlineData("/home/alice/.config/docker/daemon.json", "{\"exec-opts\": [\"native.cgroupdriver=systemd\"], \"proxies\": {\"http-proxy\": \"http://u:p@h\"}}", "{\"exec-opts\": [\"native.cgroupdriver=systemd\"], \"proxies\": {\"http-proxy\": \"\"}}")]
    [InlineData("/etc/containers/containers.conf", "# token=abc\n[engine]\nruntime = \"crun\" # pw\nenv = [\n  \"PW=s3cret\",\n]\nx = 12\n", "#\n[engine]\nruntime = \"crun\"\nenv = [\n\"\",\n]\nx = 0\n")]
    [InlineData("/etc/sssd/sssd.conf", "[domain/example.com]\nid_provider = ldap\nldap_default_authtok = s3cret\n", "[domain/example.com]\nid_provider = ldap\nldap_default_authtok = 0\n")]
    [InlineData("/etc/rancher/k3s/config.yaml", "token: s3cret\nsnapshotter: native\n", "token:\nsnapshotter: native\n")]
    [InlineData("/etc/systemd/system/user@.service.d/x.conf", "[Service]\n# s\nDelegate=cpu memory\nEnvironment=PW=s3cret\nEnvironment=\"DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta\"\nExecStart=/bin/x --token=s3cret\n", "[Service]\n#\nDelegate=cpu memory\nEnvironment=\nEnvironment=\"DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta\"\nExecStart=\n")]
    [InlineData("/var/lib/dpkg/status", "Package: mysecret\nStatus: install ok installed\nVersion: 1\n\nPackage: podman\nStatus: install ok installed\nMaintainer: x\nVersion: 4.3.1\nDescription: y\n z\n\n", "Package: podman\nStatus: install ok installed\nVersion: 4.3.1\n\n")]
    [InlineData("/etc/pacman.conf", "[options]\nDBPath = /opt/db\nXferCommand = curl -u me:s3cret %u\n", "[options]\nDBPath = /opt/db\nXferCommand = 0\n")]
    [InlineData("/lib/modules/6.1/modules.dep", "kernel/fs/overlayfs/overlay.ko: kernel/a.ko kernel/b.ko\n", "kernel/fs/overlayfs/overlay.ko:\n")]
    [InlineData("/proc/net/tcp", "  sl  local_address rem_address   st\n   0: 0100007F:0050 00000000:0000 0A 0\n   1: 0100007F:9999 0A0B0C0D:0050 01 0\n", "  sl  local_address rem_address   st\n   0: 0100007F:0050 00000000:0000 0A 0\n\n")]
    [InlineData("/proc/net/unix", "Num RefCount Protocol Flags Type St Inode Path\n1: 2 0 00010000 0001 01 7 /run/user/1000/bus\n2: 2 0 00010000 0001 01 8 @secret-agent\n", "\n1: 2 0 00010000 0001 01 7 /run/user/1000/bus\n\n")]
    [InlineData("/etc/rootless-host/config.toml", "# pw\nusers = [\"@ci\", # s3cret\n  'bob']\napply.install = true\nsubordinate-ids = { count = 131_072 }\n[[profile]]\nneeds = [ \"port:80\" ]\n", "#\nusers = [\"@ci\",\n  'bob']\napply.install = true\nsubordinate-ids = { count = 131_072 }\n[[profile]]\nneeds = [ \"port:80\" ]\n")]
    [InlineData("/etc/rootless-host/config.d/x.toml", "password = \"s3cret\"\n", "")]
    [InlineData("/etc/shadow", "root:$6$hash:1::::::\n", "")]
    [InlineData("/home/alice/diary", "dear diary", "")]
    [InlineData("/home/alice/.config/lxc/default.conf", "# pw\nlxc.idmap = u 0 100000 65536\nlxc.environment = PW=s3cret\nlxc.net.0.type = veth\nlxc.net.0.ipv4.address = 10.0.0.2\ns3cret\n", "\nlxc.idmap = u 0 100000 65536\nlxc.environment=\nlxc.net.0.type = veth\nlxc.net.0.ipv4.address=\n=\n")]
    [InlineData("/etc/subuid", "alice:100000:65536\n# mine\n", "alice:100000:65536\n# mine\n")]
    public void Keeps_what_checks_read_and_no_secret(string path, string content, string kept) => Assert.Equal(kept, Encoding.UTF8.GetString(Redaction.Of(path, Encoding.UTF8.GetBytes(content))));

    [Fact]
    public void Strings_of_several_lines_are_left_out_too() =>
        Assert.DoesNotContain("s3cret", Encoding.UTF8.GetString(Redaction.Of("/etc/containers/containers.conf", "a = \"\"\"\nfirst s3cret\nb = s3cret\n\"\"\"\nruntime = \"crun\"\n"u8.ToArray())));

    [Theory]
    [InlineData("/etc/containers/storage.conf")]
    [InlineData("/etc/docker/daemon.json")]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/systemd/system/x.service")]
    public void Lines_stay_where_they_are(string path) => Gen.String[Gen.Char["ab\"'#=:[]{},\\ \n"], 0, 200].Sample(text =>
        Assert.Equal(text.Count(c => c == '\n'), Encoding.UTF8.GetString(Redaction.Of(path, Encoding.UTF8.GetBytes(text))).Count(c => c == '\n')));

    [Fact]
    public void A_variable_that_a_check_asks_for_is_kept()
    {
        string sources = Path.Combine(CatalogueTests.Sources(), "src/RootlessHost.Core");
        foreach (string file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            foreach (Match asked in Asked().Matches(File.ReadAllText(file))) Assert.True(Redaction.KeepsVariable(asked.Groups["name"].Value), $"{file}: {asked.Groups["name"].Value}");
        }
    }

    [GeneratedRegex(@"[Ee]nviron[A-Za-z]*(\([^)]*\))?\??\.?(GetValueOrDefault|TryGetValue|ContainsKey)?[(\[]""(?<name>[A-Za-z_]+)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();
}
