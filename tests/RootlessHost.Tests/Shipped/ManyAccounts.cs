using System.Text;

namespace RootlessHost.Tests.Shipped;

/// <summary>A host of many login users, each of whom has written much into a file that is read for them.</summary>
internal sealed class ManyAccounts : IDisposable
{
    // One file under so many names: a disk has no room for as many files.
    private const string Own = "/own";

    private readonly FixtureHost _host = new();

    /// <param name="count">How many.</param>
    /// <param name="kibibytes">What each has written; 0 where they have no home.</param>
    public ManyAccounts(int count, int kibibytes)
    {
        var passwd = new StringBuilder();
        var rows = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            passwd.Append($"user{i}:x:{100000 + i}:{100000 + i}::/home/user{i}:/bin/bash\n");
            for (int row = 0; row < 2; row++) rows.Append($"user{i}:{1000000 + (((2L * i) + row) * 32768)}:32768\n");
        }
        _host["/etc/passwd"] = passwd.ToString();
        _host["/etc/subuid"] = rows.ToString();
        _host["/etc/subgid"] = rows.ToString();
        _host["/etc/login.defs"] = "UID_MIN 100000\nUID_MAX 400000\n";
        if (kibibytes == 0) return;
        _host[Own] = string.Concat(Enumerable.Repeat($"# {new string('x', 61)}\n", 16 * kibibytes)) + "[engine]\n";
        for (int i = 0; i < count; i++) _host.MakeLink($"/home/user{i}/.config/containers/containers.conf", Own);
    }

    public string Folder => _host.Folder;

    /// <summary>Runs the program on it: what it printed, and the most memory that it had, in MiB.</summary>
    public (int Status, string Output, double Peak) Run(params string[] arguments)
    {
        string peak = Path.Combine(Folder, "peak");
        Ending ending = Binary.Start("/usr/bin/time", ["-f", "%M", "-o", peak, Binary.Path, .. arguments, "--root", Folder], clean: false);
        return (ending.Status, ending.Output, long.Parse(File.ReadLines(peak).Last()) / 1024.0);
    }

    public void Dispose() => _host.Dispose();
}
