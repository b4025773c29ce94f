namespace RootlessHost.Facts;

/// <summary>A line of fstab(5).</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Point">Where it is to be mounted.</param>
/// <param name="Type">The filesystem's type.</param>
/// <param name="Options">Separated by commas.</param>
public readonly record struct FstabEntry(int Line, string Point, string Type, string Options)
{
    /// <summary>Comments and lines without a mount point are passed over.</summary>
    public static IReadOnlyList<FstabEntry> Parse(string text)
    {
        var entries = new List<FstabEntry>();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string[] words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 3 && words[0][0] != '#') entries.Add(new FstabEntry(number, words[1], words[2], words.Length > 3 ? words[3] : ""));
        }
        return entries;
    }
}
