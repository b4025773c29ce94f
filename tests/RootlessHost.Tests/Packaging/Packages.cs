using RootlessHost.Tests.Checks;

namespace RootlessHost.Tests.Packaging;

/// <summary>What <c>packaging/build</c> made; a test is skipped when it has not.</summary>
internal static class Packages
{
    public static string Sources { get; } = CatalogueTests.Sources();

    public static string Folder => Made("artifacts/packages");

    /// <summary>The files as they are laid out for every package.</summary>
    public static string Tree => Path.Combine(Made("artifacts/packages"), "../packaging/tree");

    public static string Binary => Path.Combine(Tree, "usr/bin/rootless-host");

    public static string Deb => Assert.Single(Directory.GetFiles(Folder, "*.deb"));

    /// <summary>The time that everything in them has, in seconds since 1970.</summary>
    public static string Epoch
    {
        get
        {
            string listing = Shipped.Binary.Start("sh", ["-c", $"dpkg-deb --fsys-tarfile '{Deb}' | tar -tv --full-time --utc -f - | awk '{{ print $4, $5; exit }}'"], clean: false).Output.Trim();
            return new DateTimeOffset(DateTime.Parse(listing), TimeSpan.Zero).ToUnixTimeSeconds().ToString();
        }
    }

    private static string Made(string path)
    {
        string made = Path.Combine(Sources, path);
        Assert.SkipUnless(Directory.Exists(made), "the packages are not built: packaging/build");
        return made;
    }
}
