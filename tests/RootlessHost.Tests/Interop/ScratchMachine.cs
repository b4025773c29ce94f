using RootlessHost.Tests.Checks;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>
/// This machine with accounts of the test's own: what runs there is live, beside the machine's own programs, in a mount namespace with another /etc, /home and
/// /var. The test is skipped where none is to be had.
/// </summary>
internal sealed class ScratchMachine : IDisposable
{
    public static readonly string Scripts = Path.Combine(CatalogueTests.Sources(), "tests/interop");

    private static readonly string Entrance = Path.Combine(Scripts, "machine");

    private const string Programs = "/var/programs";

    public ScratchMachine()
    {
        Ending made = Binary.Start(Entrance, ["make", Folder], clean: false);
        Assert.True(made.Status == 0, made.Errors);
        foreach (string program in (string[])["useradd", "usermod", "userdel", "unshare", "setpriv"]) Assert.SkipUnless(Has(program), $"{program} is not installed");
        // Of its own: what a test mounts may cover the place where the program was built.
        Directory.CreateDirectory(On(Programs));
        File.Copy(Binary.Path, Path.Combine(On(Programs), Path.GetFileName(Binary.Path)));
        Ending probe = Run("true");
        Assert.SkipUnless(probe.Status == 0, "no mount namespace to be had here: " + probe.Errors);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("rootless-host-machine-").FullName;

    /// <summary>A file's text.</summary>
    public string this[string path]
    {
        get => File.ReadAllText(On(path));
        set => File.WriteAllText(On(path), value);
    }

    /// <summary>The path of a file of the machine's /etc, /home or /var outside of it.</summary>
    public string On(string path) => Path.Combine(Folder, path.TrimStart('/'));

    /// <summary>Runs a bash script there as root; <c>rootless-host</c> is the program as shipped.</summary>
    public Ending Run(string script, bool withNetwork = false, TimeSpan? patience = null) => Binary.Start(
        Entrance,
        ["run", .. withNetwork ? (string[])["--net"] : [], Folder, "bash", "-uc", $"PATH={Programs}:$PATH; cd /; {script}"],
        clean: false,
        patience: patience);

    /// <summary>The same, and it ends well.</summary>
    public string Do(string script, bool withNetwork = false)
    {
        Ending ending = Run("set -e; " + script, withNetwork);
        Assert.True(ending.Status == 0, $"{script}: {ending.Status}: {ending.Output}{ending.Errors}");
        return ending.Output;
    }

    /// <summary>
    /// Runs a script as <see cref="Run"/> does, in a pid namespace and with a /proc of its own: what else runs on this machine is none of it, nothing outlives it, and
    /// nothing of that /proc is covered.
    /// </summary>
    public Ending RunApart(string script, TimeSpan? patience = null)
    {
        this["/var/script"] = script;
        return Run("exec unshare --pid --fork --kill-child --mount-proc bash -u /var/script", patience: patience);
    }

    /// <summary>The same, and it ends well.</summary>
    public string DoApart(string script)
    {
        Ending ending = RunApart("set -e; " + script);
        Assert.True(ending.Status == 0, $"{script}: {ending.Status}: {ending.Output}{ending.Errors}");
        return ending.Output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static bool Has(string program) => ((string[])["/usr/sbin", "/usr/bin", "/sbin", "/bin"]).Any(folder => File.Exists(Path.Combine(folder, program)));
}
