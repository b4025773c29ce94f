using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>Two layers and the folder in which they are one, for a filesystem that unites them.</summary>
/// <param name="Folder">Where they lie.</param>
internal sealed record Layers(string Folder)
{
    public string Merged => $"{Folder}/merged";

    /// <summary>As mount(8) takes them. A comma or a colon in a path would be more options, or more layers.</summary>
    public string Options => $"lowerdir={Plain("lower")},upperdir={Plain("upper")},workdir={Plain("work")}";

    /// <summary>What only the lower layer has is seen.</summary>
    public bool IsMounted
    {
        get
        {
            using Root root = Root.Live();
            return root.Stat($"{Merged}/changed") is not null;
        }
    }

    public static Layers Make(string folder)
    {
        var layers = new Layers(folder);
        Calls.MakeLink($"{folder}/link", "lower"); // Podman and Docker name layers by links, which FAT has not
        foreach (string name in (string[])["lower", "upper", "work", "merged"]) Calls.MakeFolder($"{folder}/{name}", 0b111_101_101);
        Calls.MakeFolder($"{folder}/lower/folder", 0b111_101_101);
        foreach (string name in (string[])["changed", "deleted", "folder/inside"]) Calls.Write($"{folder}/lower/{name}", "lower");
        return layers;
    }

    /// <summary>Does what containers do: changes a file of the lower layer, deletes one, and sees both.</summary>
    public void Use()
    {
        Calls.Write($"{Merged}/changed", "upper");
        Calls.Delete($"{Merged}/deleted");
        Calls.Write($"{Merged}/folder/new", "upper");
        using Root root = Root.Live();
        bool isRight = Calls.Read($"{Merged}/changed") == "upper" && Calls.Read($"{Folder}/lower/changed") == "lower" && Calls.Read($"{Folder}/upper/changed") == "upper"
            && root.StatLink($"{Merged}/deleted") is null && root.StatLink($"{Folder}/lower/deleted") is not null && Calls.Read($"{Merged}/folder/inside") == "lower";
        if (!isRight) throw new PosixException(Errno.Changed, "read", Merged);
    }

    private string Plain(string name) => $"{Folder}/{name}".Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}
