using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Proofs;

/// <summary>A command to be run in a container of an image that lies in a file.</summary>
/// <param name="Path">The file, as the person named it.</param>
/// <param name="File">The same, open: no path is followed a second time, and the user need not be able to open it.</param>
/// <param name="Archive">What is known of it.</param>
/// <param name="Command">The program in the container, and its arguments.</param>
internal sealed record ImageRun(string Path, SharedFile File, ImageArchive Archive, IReadOnlyList<string> Command)
{
    /// <summary>All of it, not compressed.</summary>
    public Stream Read() => ImageArchive.Plain(File.Read());

    /// <summary>For the process that is the user.</summary>
    public IReadOnlyList<string> Arguments => [Path, File.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), Archive.IsImage ? "image" : "files", string.Join(' ', Archive.Names), .. Command];

    /// <summary>What those arguments say; null for none.</summary>
    public static ImageRun? Of(string[] arguments) => arguments switch
    {
        [var path, var number, var kind, var names, .. var command] => new ImageRun(
            path,
            SharedFile.Inherited(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)),
            new ImageArchive(kind == "image", names.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            [.. command]),
        _ => null,
    };
}
