using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>The change that lets one program create user namespaces under AppArmor's restriction.</summary>
internal static class ProfileChange
{
    /// <summary>By hand where the profile is there but not loaded, and where somebody other than root could replace the program and so inherit the right.</summary>
    public static Change For(HostFacts host, string program)
    {
        string dotted = program.TrimStart('/').Replace('/', '.');
        string file = $"/etc/apparmor.d/{dotted}";
        string load = $"apparmor_parser -r {Shell.Quote(file)}";
        if (host.ProfileFor(program) is { } written) return new LoadProfile(written.File);
        if (program.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"/._-+".Contains(letter))) return new ByHand($"install {program} under a plain path");
        if (!IsRootsAlone(host, program)) return new ByHand($"install {program} where only root may write: a profile for it would serve whoever replaces it");
        if (host.Root.StatLink(file) is not null) return new ByHand($"add 'userns,' to the profile in {file}", load);
        return new WriteFile(file, $$"""
            abi <abi/4.0>,
            include <tunables/global>

            {{program}} flags=(unconfined) {
              userns,

              # Site-specific additions and overrides. See local/README for details.
              include if exists <local/{{dotted}}>
            }

            """)
        {
            Readers = [Reader.AppArmor(file)],
        };
    }

    // Root of a plain directory is who unpacked it.
    private static bool IsRootsAlone(HostFacts host, string path)
    {
        uint root = host.IsPartial ? host.Root.Stat("/")!.Uid : 0;
        for (string at = path; ; at = at[..Math.Max(1, at.LastIndexOf('/'))])
        {
            if (host.Root.Stat(at) is not { IsWritableByOthers: false } status || status.Uid != root || status.Kind is not (FileKind.Regular or FileKind.Directory)) return false;
            if (at == "/") return true;
        }
    }
}
