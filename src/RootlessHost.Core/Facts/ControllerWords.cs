namespace RootlessHost.Facts;

/// <summary>Controllers as cgroup.controllers and Delegate= spell them. Whole words: <c>cpu</c> is not <c>cpuset</c>.</summary>
public static class ControllerWords
{
    private static readonly (Controllers Controller, string Word)[] Known =
    [
        (Controllers.Cpu, "cpu"),
        (Controllers.Cpuset, "cpuset"),
        (Controllers.Io, "io"),
        (Controllers.Memory, "memory"),
        (Controllers.Pids, "pids"),
    ];

    /// <summary>Words between blanks; others than the five are passed over.</summary>
    public static Controllers Parse(string text) => Parse(text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));

    public static Controllers Parse(IEnumerable<string> words)
    {
        Controllers set = Controllers.None;
        foreach (string word in words)
        {
            foreach ((Controllers controller, string name) in Known)
            {
                if (word == name) set |= controller;
            }
        }
        return set;
    }

    /// <summary><c>cpu memory pids</c>; <c>none</c> for none.</summary>
    public static string Text(this Controllers set) =>
        set == Controllers.None ? "none" : string.Join(' ', Known.Where(known => set.HasFlag(known.Controller)).Select(known => known.Word));
}
