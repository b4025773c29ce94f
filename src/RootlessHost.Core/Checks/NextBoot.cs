using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks;

/// <summary>What the files of sysctl.d(5) will do to a sysctl, seen from a check that has judged the value in force.</summary>
internal static class NextBoot
{
    /// <summary>Sets it now, and in a file that no other undoes.</summary>
    public static SetSysctl Set(HostFacts host, string key, string value) => new(key, value) { File = host.SysctlFileThatWins(key) };

    /// <summary>
    /// The warning that a value which is fine now will be less than what is needed after the next boot; null when it will not. Containers' sysctls are
    /// their host's to set.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="key">The sysctl.</param>
    /// <param name="least">What is needed.</param>
    /// <param name="remedy">The value for the remedy; the one in force where that is more.</param>
    public static Finding? Undoes(HostFacts host, string key, long least, long remedy)
    {
        if (host.Container is not null || host.SysctlNumber(key) is not { } live || host.ConfiguredSysctl(key) is not { } boot
            || !long.TryParse(boot.Value, out long value) || value >= least || value >= live)
        {
            return null;
        }
        return Finding.Warn($"{key} is {live} now, but {boot.File}:{boot.Line} sets it to {value} at the next boot")
            .Because(new Evidence(boot.File, boot.Line, $"{key} = {boot.Value}"), new Evidence(HostFacts.SysctlPath(key), Text: $"{live}"))
            .Wanted($"at least {least}", $"{value} after the next boot")
            .With(new Remedy(Set(host, key, $"{Math.Max(remedy, live)}")));
    }
}
