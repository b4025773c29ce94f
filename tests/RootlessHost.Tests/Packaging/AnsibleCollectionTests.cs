using System.Text.Json;
using RootlessHost.Reports;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

/// <summary>The Ansible collection as those judge it who publish collections.</summary>
public sealed class AnsibleCollectionTests : IDisposable
{
    private const string Sanity = "/usr/lib/python3/dist-packages/ansible_test/_util/controller/sanity";

    private static readonly string[] Modules = ["rootless_host", "rootless_host_info"];

    private readonly string _folder = Directory.CreateTempSubdirectory("rootless-host-collection-").FullName;

    private string Collection => Path.Combine(_folder, "ansible_collections/rootless_host/host");

    public AnsibleCollectionTests()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ansible-test"), "ansible-core is not installed");
        string source = Path.Combine(Packages.Sources, "packaging/ansible");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/__pycache__/", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(Collection, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [Fact]
    public void Sanity_tests_find_nothing()
    {
        // Those that ansible-test runs without packages of Python's own.
        string[] tests =
        [
            "compile", "empty-init", "future-import-boilerplate", "ignores", "line-endings", "metaclass-boilerplate", "no-assert", "no-basestring", "no-dict-iteritems",
            "no-dict-iterkeys", "no-dict-itervalues", "no-get-exception", "no-illegal-filenames", "no-main-display", "no-smart-quotes", "no-unicode-literals",
            "replace-urlopen", "shebang", "symlinks", "use-argspec-type-path", "use-compat-six",
        ];

        Ending ending = Run("/usr/bin/ansible-test", ["sanity", "--python", "default", .. tests.SelectMany(test => (string[])["--test", test])]);

        Assert.True(ending.Status == 0, ending.Output + ending.Errors);
        Assert.All(tests, test => Assert.Contains($"Running sanity test \"{test}\"", ending.Output + ending.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_modules_finds_no_more_than_another_licence()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/voluptuous"), "python3-voluptuous is not installed");

        Ending ending = Run(
            "/usr/bin/python3",
            [$"{Sanity}/validate-modules/validate.py", "--format", "json", "--arg-spec", "--collection", "ansible_collections/rootless_host/host", .. Modules.Select(name => $"plugins/modules/{name}.py")],
            $"PYTHONPATH={Sanity}/validate-modules");

        using var json = JsonDocument.Parse(ending.Output);
        Assert.Equal(Modules.Select(name => $"plugins/modules/{name}.py missing-gplv3-license"), json.RootElement.EnumerateObject().SelectMany(file => file.Value.GetProperty("errors").EnumerateArray().Select(error => $"{file.Name} {error.GetProperty("code")}")));
        Assert.Equal(Modules.Select(name => $"plugins/modules/{name}.py validate-modules:missing-gplv3-license # Apache-2.0"), File.ReadAllLines(Path.Combine(Collection, "tests/sanity/ignore-2.14.txt")));
    }

    [Fact]
    public void The_documentation_is_there()
    {
        Ending ending = Run("/usr/bin/ansible-doc", ["--json", "-t", "module", .. Modules.Select(name => $"rootless_host.host.{name}")]);

        Assert.True(ending.Status == 0, ending.Errors);
        using var json = JsonDocument.Parse(ending.Output);
        foreach (string module in Modules)
        {
            JsonElement about = json.RootElement.GetProperty($"rootless_host.host.{module}");
            JsonElement options = about.GetProperty("doc").GetProperty("options");
            foreach (string option in (string[])["users", "engines", "needs", "profiles", "subordinate_ids", "root"]) Assert.NotEmpty(options.GetProperty(option).GetProperty("description").ToString());
            Assert.NotEmpty(about.GetProperty("return").GetProperty("ready").GetProperty("description").ToString());
        }
    }

    [Fact]
    public void Ansible_lint_finds_nothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ansible-lint"), "ansible-lint is not installed");

        Ending ending = Run("/usr/bin/ansible-lint", ["--offline", "-q", "--nocolor"]);

        Assert.Equal((0, ""), (ending.Status, ending.Output));
    }

    [Fact]
    public void Its_version_is_the_programs() => Assert.Contains($"version: {Tool.Version}", File.ReadAllLines(Path.Combine(Collection, "galaxy.yml")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Ending Run(string program, IEnumerable<string> arguments, params string[] environment) => Binary.Start(
        "/usr/bin/env",
        [$"HOME={_folder}", "LC_ALL=C.UTF-8", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONDONTWRITEBYTECODE=1", $"ANSIBLE_COLLECTIONS_PATH={_folder}", .. environment, program, .. arguments],
        clean: true,
        Collection,
        TimeSpan.FromMinutes(3));
}
