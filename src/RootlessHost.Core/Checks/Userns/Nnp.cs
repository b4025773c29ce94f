using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Userns;

/// <summary>The session may gain privileges through newuidmap: NoNewPrivs is not set.</summary>
internal sealed class Nnp : IUserCheck
{
    private static readonly Finding Good = Finding.Pass("NoNewPrivs is not set");
    private static readonly Finding Absent = Finding.Skip("/proc/self/status is not in this image");
    private static readonly Finding Silent = Finding.Skip("the kernel does not say");

    public About About { get; } = new("userns.nnp", "the session may gain privileges through newuidmap: NoNewPrivs is not set")
    {
        Reads = "NoNewPrivs in /proc/PID/status of the session, of the user's systemd, or of the first process",
        Why = "Under it set-user-id bits and file capabilities do nothing, so newuidmap cannot write the map: 'newuidmap: write to uid_map failed: Operation not permitted'.",
        Sources = ["prctl(2)", "proc_pid_status(5)", "https://github.com/rootless-containers/rootlesskit/issues/551"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user.Session switch
    {
        null => Absent,
        { NoNewPrivs: null } => Silent,
        { NoNewPrivs: false } => Good,
        { Source: var source } => Finding.Fail("NoNewPrivs is set for the session: newuidmap can do nothing").Because(source, "NoNewPrivs: 1").Wanted("0", "1")
            .With(new Remedy(new ByHand("take NoNewPrivileges=yes from what starts the session, and log in again")) { TakesEffect = TakesEffect.Relogin, Impact = Impact.User }),
    };
}
