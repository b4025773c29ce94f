using System.IO.Compression;
using System.Text.Json;

namespace RootlessHost.Facts;

/// <summary>A tar archive with an image in it or with the files of a root filesystem: what is to be known of it before an engine gets it. Nothing of it is unpacked.</summary>
/// <param name="IsImage">As <c>docker save</c> and <c>podman save</c> write it; else it is files.</param>
/// <param name="Names">What its images would be called, where it says so.</param>
public sealed record ImageArchive(bool IsImage, IReadOnlyList<string> Names)
{
    /// <summary>Reads all of it; what is in it is read over.</summary>
    /// <param name="stream">From its beginning.</param>
    /// <param name="check">Is called again and again: a small compressed file may be a large archive.</param>
    /// <exception cref="FormatException">It is none, or it is damaged.</exception>
    public static ImageArchive Read(Stream stream, Action check)
    {
        try
        {
            using Stream plain = Plain(stream);
            return Read(new TarReading(plain, check));
        }
        catch (InvalidDataException damaged)
        {
            throw new FormatException($"it is damaged: {damaged.Message}", damaged);
        }
    }

    /// <summary>The archive as tar made it: not every engine sees by itself that what it is given on standard input is compressed.</summary>
    /// <param name="stream">From its beginning.</param>
    public static Stream Plain(Stream stream)
    {
        bool isCompressed = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B; // gzip, RFC 1952
        stream.Position = 0;
        return isCompressed ? new GZipStream(stream, CompressionMode.Decompress) : new BufferedStream(stream, 128 * 1024);
    }

    private static ImageArchive Read(TarReading tar)
    {
        bool isImage = false;
        IReadOnlyList<string> names = [];
        while (tar.Next() is { } name)
        {
            if (name == "oci-layout") isImage = true;
            if (name != "manifest.json" || NamesIn(tar.Content()) is not { } found) continue;
            isImage = true;
            names = found;
        }
        return new ImageArchive(isImage, names);
    }

    // A root filesystem may have a manifest.json too, of another kind: null then.
    private static List<string>? NamesIn(byte[] manifest)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(manifest, new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement is not { ValueKind: JsonValueKind.Array } images) return null;
            var names = new List<string>();
            foreach (JsonElement image in images.EnumerateArray())
            {
                if (image.ValueKind != JsonValueKind.Object || !image.TryGetProperty("Layers", out _)) return null;
                if (image.TryGetProperty("RepoTags", out JsonElement tags) && tags.ValueKind == JsonValueKind.Array) names.AddRange(tags.EnumerateArray().Select(Name));
            }
            return names;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // It becomes an argument.
    private static bool IsReference(string name) => name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || "._:/@-".Contains(c));

    private static string Name(JsonElement tag) =>
        tag.ValueKind == JsonValueKind.String && tag.GetString() is { Length: <= 512 } name && IsReference(name) ? name : throw new FormatException("its manifest.json names an image as no image can be named");
}
