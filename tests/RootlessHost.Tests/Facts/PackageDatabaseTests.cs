using System.Text;
using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class PackageDatabaseTests
{
    private static readonly HashSet<string> Wanted = ["podman", "passt", "docker.io"];

    private const string Status = """
        Package: podman
        Status: install ok installed
        Version: 4.3.1+ds1-8+deb12u1

        Package: podman-docker
        Status: install ok installed
        Version: 9.9.9

        Package: docker.io
        Status: deinstall ok config-files
        Version: 20.10.24+dfsg1-1
        Description: Package: passt
         Version: 0

        Package: passt
        Status: hold ok installed
        Depends: libc6
        Version: 0.0~git20230309.7c7625d-1

        """;

    [Fact]
    public void Dpkg_counts_what_is_installed_by_its_exact_name() => Assert.Equal(
        "passt 0.0~git20230309.7c7625d-1, podman 4.3.1+ds1-8+deb12u1", Text(PackageDatabase.FromDpkg(Encoding.UTF8.GetBytes(Status), Wanted)));

    [Fact]
    public void Apk_has_one_letter_keys() => Assert.Equal(
        "passt 2024.08.06-r0, podman 5.2.2-r3",
        Text(PackageDatabase.FromApk("C:Q1x\nP:podman\nV:5.2.2-r3\nA:x86_64\n\nC:Q1y\nP:podman-docker\nV:1\n\nP:passt\nV:2024.08.06-r0\n"u8, Wanted)));

    [Fact]
    public void Pacman_has_a_folder_each() => Assert.Equal(
        "passt 2025_06_11.0293c6f-1, podman 5.5.2-1",
        Text(PackageDatabase.FromPacman(["podman-5.5.2-1", "podman-docker-5.5.2-1", "passt-2025_06_11.0293c6f-1", "ALPM_DB_VERSION", "-", "--"], Wanted)));

    [Theory]
    [InlineData("debian", "/var/lib/dpkg/status", "Package: podman\nStatus: install ok installed\nVersion: 4.3.1-1\n", "4.3.1")]
    [InlineData("alpine", "/lib/apk/db/installed", "P:podman\nV:5.2.2-r3\n", "5.2.2")]
    [InlineData("arch", "/var/lib/pacman/local/podman-5.5.2-1/desc", "", "5.5.2")]
    [InlineData("fedora", "/var/lib/dpkg/status", "Package: podman\nStatus: install ok installed\nVersion: 4.3.1-1\n", null)] // another system's leftovers
    public void A_program_has_the_version_of_its_package(string id, string file, string text, string? version)
    {
        using var host = new FixtureHost { ["/etc/os-release"] = $"ID={id}\n", [file] = text };
        host.MakeProgram("/usr/bin/podman");

        Assert.Equal(version, host.Host().VersionOf("podman")?.ToString());
    }

    [Theory]
    [InlineData("[options]\nHoldPkg = pacman\nCheckSpace\nDBPath = /opt/db/\n\n[core]\nServer = https://host/x\n", "5.5.2")]
    [InlineData("[options]\n#DBPath = /opt/db/\n", "1.0.0")]
    [InlineData("[core]\nDBPath = /opt/db/\n", "1.0.0")]
    public void Pacman_keeps_it_where_it_is_told(string conf, string version)
    {
        using var host = new FixtureHost
        {
            ["/etc/os-release"] = "ID=arch\n",
            ["/etc/pacman.conf"] = conf,
            ["/var/lib/pacman/local/podman-1.0.0-1/desc"] = "",
            ["/opt/db/local/podman-5.5.2-1/desc"] = "",
        };
        host.MakeProgram("/usr/bin/podman");

        Assert.Equal(version, host.Host().VersionOf("podman")?.ToString());
    }

    [Theory]
    [InlineData("/usr/bin/podman", "4.3.1")]
    [InlineData("/usr/local/bin/podman", null)] // somebody's own, of whatever version
    public void A_program_outside_of_the_packages_has_not(string program, string? version)
    {
        using FixtureHost host = new FixtureHost().AsDebian(("podman", "4.3.1+ds1-8", program));

        Assert.Equal(version, host.Host().VersionOf("podman")?.ToString());
    }

    [Fact]
    public void A_link_to_somewhere_else_is_somewhere_else()
    {
        using FixtureHost host = new FixtureHost().AsDebian(("podman", "4.3.1+ds1-8", "/opt/podman/podman"));
        host.MakeLink("/usr/bin/podman", "/opt/podman/podman");

        Assert.Null(host.Host().VersionOf("podman"));
    }

    [Fact]
    public void A_package_database_that_cannot_be_read_is_no_reason_to_fail()
    {
        using FixtureHost host = new FixtureHost().AsDebian(("podman", "4.3.1+ds1-8", "/usr/bin/podman"));
        File.Delete(host.On("/var/lib/dpkg/status"));
        host.MakeFolder("/var/lib/dpkg/status");

        Assert.Null(host.Host().VersionOf("podman"));
    }

    [Fact]
    public void Takes_any_bytes() => Gen.Byte.Array.Sample(bytes =>
    {
        _ = PackageDatabase.FromDpkg(bytes, Wanted);
        _ = PackageDatabase.FromApk(bytes, Wanted);
    });

    [Fact]
    public void Takes_any_lines() => Words.Of("Package: podman", "Package: ", "Status: install ok installed", "Version: 1", "Version:", "", " ", "\r", "P:podman", "V:1")
        .Array.Sample(lines =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            Assert.All(PackageDatabase.FromDpkg(bytes, Wanted), package => Assert.Equal(("podman", "1"), (package.Key, package.Value)));
            _ = PackageDatabase.FromApk(bytes, Wanted);
            _ = PackageDatabase.FromPacman(lines, Wanted);
        });

    private static string Text(IReadOnlyDictionary<string, string> packages) => string.Join(", ", packages.Select(package => $"{package.Key} {package.Value}").Order());
}
