using System.Text.Json;
using System.Text.RegularExpressions;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

public sealed class PackageTests
{
    [Fact]
    public void Lintian_finds_no_error_and_no_warning()
    {
        Ending ending = Binary.Start("lintian", ["--no-cfg", "--fail-on", "error,warning", Packages.Deb], clean: false);

        Assert.Equal((0, ""), (ending.Status, ending.Output));
    }

    [Fact]
    public void Lintian_is_overridden_in_one_thing()
    {
        Ending ending = Binary.Start("lintian", ["--no-cfg", "--fail-on", "none", "--show-overrides", Packages.Deb], clean: false);

        Assert.Equal(["O: rootless-host: hardening-no-pie [usr/bin/rootless-host]"], ending.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("N: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_program_needs_nothing_newer_than_Debian_11_has()
    {
        Ending ending = Binary.Start("objdump", ["-T", Packages.Binary], clean: false);
        Version[] versions = [.. Regex.Matches(ending.Output, @"GLIBC_([0-9.]+)").Select(match => Version.Parse(match.Groups[1].Value)).Distinct()];

        Assert.NotEmpty(versions);
        Assert.True(versions.Max() <= new Version(2, 31), $"needs glibc {versions.Max()}");
    }

    [Fact]
    public void The_program_runs_with_the_libraries_of_Debian_11()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "chroot needs root");
        Ending sysroot = Binary.Start(Path.Combine(Packages.Sources, "packaging/sysroot"), [], clean: false);
        Assert.Equal(0, sysroot.Status);
        using var image = new FixtureHost { ["/image/etc/passwd"] = "root:x:0:0::/root:/bin/sh\n" };
        Assert.Equal(0, Binary.Start("cp", ["-a", $"{sysroot.Output.TrimEnd()}/.", image.Folder], clean: false).Status);
        File.Copy(Packages.Binary, image.On("/rootless-host"));

        Ending version = Binary.Start("chroot", [image.Folder, "/rootless-host", "version"], clean: true);
        Ending look = Binary.Start("chroot", [image.Folder, "/rootless-host", "check", "--root", "/image", "--format", "json", "--engine", "podman"], clean: true);

        Assert.Equal((0, $"rootless-host {RootlessHost.Reports.Tool.Version}\n", ""), (version.Status, version.Output, version.Errors));
        Assert.True(look.Status is 0 or 1, look.Errors);
    }

    [Fact]
    public void The_rpm_has_the_files_of_the_deb_and_enables_nothing()
    {
        string rpm = Assert.Single(Directory.GetFiles(Packages.Folder, "*.rpm"));
        using var home = new FixtureHost(); // where rpm would write a database
        string[] query = [$"--define=_dbpath {home.Folder}", "--query", "--package", rpm];
        Ending files = Binary.Start("rpm", [.. query, "--queryformat", @"[%{FILEMODES:perms}%{FILENAMES}\n]"], clean: false);
        Ending scripts = Binary.Start("rpm", [.. query, "--scripts", "--triggers"], clean: false);
        Ending config = Binary.Start("rpm", [.. query, "--configfiles"], clean: false);
        Ending deb = Binary.Start("sh", ["-c", $"dpkg-deb --fsys-tarfile '{Packages.Deb}' | tar -t -f -"], clean: false);

        Assert.Contains("try-restart rootless-host-health.service rootless-host.service;", scripts.Output, StringComparison.Ordinal);
        Assert.Contains("disable --now rootless-host-apply.service rootless-host-health.service rootless-host-health.socket rootless-host.service;", scripts.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(enable|start|preset)\b", scripts.Output.Replace("try-restart", "", StringComparison.Ordinal));
        Assert.Equal("/etc/rootless-host/config.toml\n", config.Output);
        Assert.Equal(Names(deb.Output), Names(files.Output));

        static IEnumerable<string> Names(string list) => list.Split('\n').Where(line => line.Contains('/') && line[0] != 'd').Select(line => line[line.IndexOf('/')..].Replace("/usr/lib/systemd/", "/lib/systemd/", StringComparison.Ordinal)).Where(line => Regex.IsMatch(line, "/(bin|etc/.*|man[578]|bash-completion/.*|fish/.*|systemd/.*|prometheus|grafana|ansible_collections/.*)/[^/]+$")).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_list_of_what_is_in_the_program_has_every_library_that_is_locked()
    {
        using var list = JsonDocument.Parse(File.ReadAllBytes(Assert.Single(Directory.GetFiles(Packages.Folder, "*.cdx.json"))));
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Packages.Sources, "src/RootlessHost/packages.lock.json")));
        string[] components = [.. list.RootElement.GetProperty("components").EnumerateArray().Select(component => $"{component.GetProperty("name")} {component.GetProperty("version")}")];
        string[] libraries =
        [
            .. locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject().Where(package => package.Value.TryGetProperty("resolved", out _))
                .Where(package => !package.Name.EndsWith(".Analyzer", StringComparison.Ordinal) && !package.Name.EndsWith(".Analyzers", StringComparison.Ordinal) && package.Name is not ("Microsoft.DotNet.ILCompiler" or "Microsoft.NET.ILLink.Tasks"))
                .Select(package => $"{package.Name} {package.Value.GetProperty("resolved")}"),
        ];

        Assert.NotEmpty(libraries);
        Assert.Subset(components.ToHashSet(), libraries.ToHashSet());
        // What comes with the SDK is locked by it.
        Assert.Collection(
            components.Except(libraries),
            name => Assert.StartsWith("Microsoft.AspNetCore.App.Runtime.", name, StringComparison.Ordinal),
            name => Assert.StartsWith("Microsoft.NETCore.App.Runtime.NativeAOT.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_checksums_are_those_of_the_packages()
    {
        Ending ending = Binary.Start("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], clean: false, Packages.Folder);

        Assert.Equal((0, ""), (ending.Status, ending.Output));
    }
}
