using RootlessHost.Tests.Checks;

namespace RootlessHost.Tests.Shipped;

/// <summary>Accounts on a machine whose /etc, /home, /root and /run are the test's own, each with a home that somebody made to learn or to break something: see tests/interop/strangers.</summary>
internal sealed class Strangers : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rootless-host-strangers-").FullName;
    private int _count;

    /// <summary>Where <see cref="Run"/> may leave things.</summary>
    public string Folder => _folder;

    /// <summary>What only root may enter: below /root.</summary>
    public string Roots => Directory.CreateDirectory(Path.Combine(_folder, "root")).FullName;

    /// <summary>One account more.</summary>
    /// <param name="make">Makes what is in its home, and in its /run/user folder.</param>
    /// <returns>Its name.</returns>
    public string Add(Action<string, string> make)
    {
        string account = Path.Combine(_folder, $"{_count}");
        make(Directory.CreateDirectory(Path.Combine(account, "home")).FullName, Directory.CreateDirectory(Path.Combine(account, "run")).FullName);
        return $"s{_count++}";
    }

    /// <summary>Runs a shell's script there as root; <c>$0</c> is the program. The test is skipped where that cannot be.</summary>
    public Ending Run(string script, TimeSpan? patience = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can look for others");
        Ending ending = Binary.Start(Path.Combine(CatalogueTests.Sources(), "tests/interop/strangers"), [_folder, "bash", "-c", script, Binary.Path], clean: false, _folder, patience ?? TimeSpan.FromMinutes(3));
        Assert.SkipWhen(ending.Status == 69 && ending.Errors.Contains("mount namespaces", StringComparison.Ordinal), ending.Errors);
        return ending;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
