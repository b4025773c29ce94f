using System.Text.Json;
using RootlessHost.Tests.Interop;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

/// <summary>
/// Twenty hosts that Debian's Ansible reached over ssh, and what became of them: see tests/interop/fleet and tests/interop/converge. Made once, when first
/// asked for; the test that asks is skipped where that cannot be done.
/// </summary>
public sealed class Fleet : IDisposable
{
    // The path of a socket is at most 107 bytes, and ssh makes one in there.
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;
    private readonly Lazy<bool> _made;

    public Fleet() => _made = new Lazy<bool>(Make);

    /// <summary>Hosts on which the program was there from the start and is not in the way of itself.</summary>
    public static IEnumerable<string> Good => Enumerable.Range(2, 18).Select(number => $"h{number:00}");

    /// <summary>The host on which root has all ids.</summary>
    public static string Broken => "h20";

    /// <summary>What a host answered in a run of the module.</summary>
    internal JsonElement Answer(string run, string host)
    {
        string text = Text($"{run}/{host}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>A file of the folder.</summary>
    internal string Text(string path)
    {
        Assert.True(_made.Value);
        string file = Path.Combine(_folder, path);
        Assert.True(File.Exists(file), $"no {path}: {string.Concat(Directory.GetFiles(_folder, "*.out").Select(File.ReadAllText))}");
        return File.ReadAllText(file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private bool Make()
    {
        foreach (string program in (string[])["/usr/bin/ansible", "/usr/sbin/sshd", "/usr/bin/ssh"]) Assert.SkipUnless(File.Exists(program), $"{program} is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "hosts are made of namespaces, which needs root");
        string converge = Path.Combine(ScratchMachine.Scripts, "converge");
        string make = Path.Combine(_folder, "make");
        File.WriteAllText(make, $"#!/bin/sh\nexec {converge} --make {_folder} {Binary.Path} \"$1\"\n");
        File.SetUnixFileMode(make, (UnixFileMode)0b111_101_101);
        string packages = Path.Combine(Packages.Sources, "artifacts/packages");
        string[] debs = Directory.Exists(packages) && File.Exists("/usr/lib/python3/dist-packages/apt/__init__.py") ? Directory.GetFiles(packages, "*.deb") : [];

        Ending ending = Binary.Start(
            "/usr/bin/env",
            [$"FLEET_MAKE={make}", Path.Combine(ScratchMachine.Scripts, "fleet"), _folder, "20", converge, Binary.Path, Path.Combine(Packages.Sources, "packaging/ansible"), .. debs],
            clean: false,
            patience: TimeSpan.FromMinutes(8));

        Assert.SkipWhen(ending.Status == 77, "no such hosts can be made here: " + ending.Errors);
        Assert.True(ending.Status == 0, ending.Output + ending.Errors);
        return true;
    }
}
