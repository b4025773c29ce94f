using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>The session's capability bounding set has what newuidmap and newgidmap need.</summary>
internal sealed class Capbset : IUserCheck
{
    private const ulong Setgid = 1 << 6, Setuid = 1 << 7; // capabilities(7), linux/capability.h

    private static readonly Finding Good = Finding.Pass("has CAP_SETUID and CAP_SETGID");
    private static readonly Finding Absent = Finding.Skip("/proc/self/status is not in this image");

    public About About { get; } = new("userns.capbset", "the session's capability bounding set has what newuidmap and newgidmap need")
    {
        Reads = "CapBnd in /proc/PID/status of the session, of the user's systemd, or of the first process",
        Why = "What is not in the bounding set no program can gain, not by a set-user-id bit either: 'newuidmap: Could not set caps'.",
        Sources = ["capabilities(7)", "https://github.com/moby/moby/issues/41812"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user.Session switch
    {
        null or { CapBnd: null } => Absent,
        { CapBnd: var set } when (set & Setuid) != 0 && (set & Setgid) != 0 => Good,
        { CapBnd: var set, Source: var source } => Finding.Fail($"the capability bounding set lacks {Missing(set!.Value)}").Because(source, $"CapBnd: {set:x16}")
            .With(new Remedy(new ByHand("take CapabilityBoundingSet= from user@.service, pam_cap or what else starts the session, and log in again"))
            {
                TakesEffect = TakesEffect.Relogin,
            }),
    };

    private static string Missing(ulong set) => (set & Setuid, set & Setgid) switch
    {
        (0, 0) => "CAP_SETUID and CAP_SETGID",
        (0, _) => "CAP_SETUID",
        _ => "CAP_SETGID",
    };
}
