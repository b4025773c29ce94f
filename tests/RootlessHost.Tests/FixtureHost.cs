using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost.Tests;

/// <summary>A host that is a temporary directory: <c>host["/etc/subuid"] = "…"</c> makes a file of it. What reads it is the real thing, openat2(2) and all.</summary>
/// <param name="above">The folder to make it in; null for the usual one of temporary files.</param>
internal sealed class FixtureHost(string? above = null) : IDisposable
{
    private readonly List<Root> _roots = [];

    /// <summary>Where it is on the machine that runs the tests.</summary>
    public string Folder { get; } = above is null
        ? Directory.CreateTempSubdirectory("rootless-host-").FullName
        : Directory.CreateDirectory(Path.Combine(above, Path.GetRandomFileName())).FullName;

    /// <summary>The engines that are judged; podman unless said otherwise.</summary>
    public string[] Engines { get; init; } = ["podman"];

    /// <summary>What is wanted of them.</summary>
    public string[] Needs { get; set; } = [];

    /// <summary>A file's text. Its folders are made.</summary>
    public string this[string path]
    {
        set
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            File.WriteAllText(On(path), value);
        }
    }

    public FixtureHost MakeFolder(string path, UnixFileMode mode = (UnixFileMode)0b111_101_101)
    {
        Directory.CreateDirectory(On(path), mode);
        return this;
    }

    public FixtureHost MakeLink(string path, string target)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(On(path), target);
        return this;
    }

    /// <summary>A program: a file with these permission bits, in octal.</summary>
    public FixtureHost MakeProgram(string path, string mode = "0755")
    {
        this[path] = "";
        File.SetUnixFileMode(On(path), (UnixFileMode)Convert.ToInt32(mode, 8));
        return this;
    }

    /// <summary>The path of a file of the host, on the machine that runs the tests.</summary>
    public string On(string path) => Path.Combine(Folder, path.TrimStart('/'));

    /// <summary>A new look at it: facts are remembered for one look.</summary>
    public HostFacts Host()
    {
        var root = Root.At(Folder);
        _roots.Add(root);
        return new HostFacts(root) { Engines = [.. Engines.Select(name => AllEngines.Find(name)!)], Needs = RootlessHost.Engines.Needs.Parse(Needs) };
    }

    /// <summary>What a check finds, before the engines weigh it. A check of a user is asked about the one named.</summary>
    public Finding Ask(string id, string? user = null)
    {
        HostFacts host = Host();
        return Catalogue.Find(id) switch
        {
            IHostCheck check => check.Look(host),
            IUserCheck check => check.Look(new UserFacts(host, host.Passwd.Find(user ?? "alice")!, exists: true, host.Engines)),
            _ => throw new ArgumentException($"no check {id}", nameof(id)),
        };
    }

    /// <summary>A whole report, as <c>check --root</c> makes it, with the users named (none: the default).</summary>
    public Report Check(params string[] users)
    {
        HostFacts host = Host();
        return Look.At(host, new Scope(Folder, Subjects.Select(host, users, all: false, host.Engines), host.Engines, host.Needs));
    }

    public void Dispose()
    {
        _roots.ForEach(root => root.Dispose());
        Directory.Delete(Folder, recursive: true);
    }
}
