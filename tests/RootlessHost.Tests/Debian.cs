namespace RootlessHost.Tests;

/// <summary>Makes a <see cref="FixtureHost"/> a Debian with packages, as dpkg would leave it.</summary>
internal static class Debian
{
    /// <summary>A Debian with one user, alice, and these packages: <c>("podman", "4.3.1+ds1-8", "/usr/bin/podman")</c>.</summary>
    public static FixtureHost AsDebian(this FixtureHost host, params (string Package, string Version, string Program)[] packages)
    {
        host["/etc/os-release"] = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        host["/etc/passwd"] = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n";
        host["/etc/group"] = "root:x:0:\nalice:x:1000:\n";
        host["/etc/subuid"] = "alice:100000:65536\n";
        host["/etc/subgid"] = "alice:100000:65536\n";
        host.MakeFolder("/home/alice");
        host["/var/lib/dpkg/status"] = string.Concat(packages.Select(package =>
            $"Package: {package.Package}\nStatus: install ok installed\nPriority: optional\nArchitecture: amd64\nVersion: {package.Version}\nDescription: x\n text\n\n"));
        foreach ((_, _, string program) in packages) host.MakeProgram(program);
        return host;
    }
}
