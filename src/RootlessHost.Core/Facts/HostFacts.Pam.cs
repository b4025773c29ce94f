using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>What a login does here.</summary>
public sealed partial class HostFacts
{
    // Those that make a user's folder below /run and set XDG_RUNTIME_DIR: systemd's logind, elogind, and two for that alone.
    private static readonly string[] RuntimeFolderMakers = ["pam_systemd.so", "pam_elogind.so", "pam_rundir.so", "pam_xdg.so", "pam_dumb_runtime_dir.so"];

    /// <summary>The PAM module that gives a login its XDG_RUNTIME_DIR, and the line that says so; null when none does (pam.conf(5)).</summary>
    public (string Module, string File, int Line)? RuntimeFolderMaker => Once<(string, string, int)?>("runtime folder maker", () =>
    {
        foreach (string folder in (string[])["/etc/pam.d", "/usr/lib/pam.d"])
        {
            foreach (string name in Root.List(folder) ?? [])
            {
                string path = $"{folder}/{name}";
                if (Root.Stat(path) is not { Kind: FileKind.Regular }) continue;
                int number = 0;
                foreach (string line in (Root.ReadText(path) ?? "").Split('\n'))
                {
                    number++;
                    string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                    if (words is not ["session" or "-session", ..]) continue;
                    if (Array.Find(RuntimeFolderMakers, module => words.Any(word => word == module || word.EndsWith("/" + module, StringComparison.Ordinal))) is { } found) return (found, path, number);
                }
            }
        }
        return null;
    });
}
