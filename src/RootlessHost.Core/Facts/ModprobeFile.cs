namespace RootlessHost.Facts;

/// <summary>A file of modprobe.d(5): what modprobe(8) does instead of, or beside, loading a module.</summary>
public static class ModprobeFile
{
    /// <summary>Lines with fewer than two words are passed over, as libkmod does; a backslash at the end continues a line.</summary>
    public static IReadOnlyList<ModprobeCommand> Parse(string text)
    {
        var commands = new List<ModprobeCommand>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int first = i;
            string line = lines[i];
            if (line.EndsWith('\\'))
            {
                var whole = new System.Text.StringBuilder(line.Length);
                while (line.EndsWith('\\') && i + 1 < lines.Length)
                {
                    whole.Append(line, 0, line.Length - 1).Append(' ');
                    line = lines[++i];
                }
                line = whole.Append(line).ToString();
            }
            string[] words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0].StartsWith('#')) continue;
            commands.Add(new ModprobeCommand(first + 1, words[0], words[1].Replace('-', '_'), string.Join(' ', words[2..])));
        }
        return commands;
    }
}
