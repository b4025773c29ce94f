using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Limits;

/// <summary>The user's session may open enough files and start enough processes for containers.</summary>
internal sealed class Rlimits : IUserCheck
{
    // Without systemd or pam_limits a session has the kernel's 4096 (INR_OPEN_MAX), with which containers run.
    // With so few no engine starts.
    private const long Hopeless = 64;

    private const long FewFiles = 4096, FewProcesses = 512;

    private const string File = "/etc/systemd/system/user@.service.d/50-rootless-host-limits.conf";
    private const string Section = "[Service]\n";

    private static readonly Finding NoSession = Finding.Skip("the user has no session whose limits could be read");

    public About About { get; } = new("limits.rlimits", "the session may open enough files and start enough processes for containers")
    {
        Reads = "/proc/PID/limits of the session, or of the user's systemd",
        Why = "Without root no engine can raise a hard limit: what the session has is the most that a container can get, whatever --ulimit or LimitNOFILE= say.",
        Sources = ["proc_pid_limits(5)", "getrlimit(2)", "systemd.exec(5)"],
        Running = true,
    };

    public Finding Look(UserFacts user) => user.Limits switch
    {
        null => NoSession,
        var limits when limits.Hard("Max open files") is { Hard: < FewFiles } files => Few(user, limits, files, "files may be open", FewFiles, "LimitNOFILE=1048576"),
        var limits when limits.Hard("Max processes") is { Hard: < FewProcesses } processes => Few(user, limits, processes, "processes may run", FewProcesses, "LimitNPROC=infinity"),
        var limits when limits.Hard("Max open files") is { } files => Finding.Pass($"{(files.Hard == long.MaxValue ? "any number of" : files.Hard)} files may be open"),
        _ => NoSession,
    };

    private static Finding Few(UserFacts user, ProcLimits limits, (int Line, long Hard) limit, string what, long least, string setting)
    {
        // The other limit may be as it should be because of what stands there.
        string written = user.Host.Root.ReadText(File) is { } text && text.StartsWith(Section, StringComparison.Ordinal) ? text : Section;
        bool isApplied = written.Split('\n').Contains(setting);
        string reason = $"{limit.Hard} {what} at most, {least} needed{(isApplied ? $": {setting} is applied, in force after re-login" : "")}";
        Finding finding = (limit.Hard < Hopeless ? Finding.Fail(reason) : Finding.Warn(reason))
            .Because(new Evidence(limits.Source, limit.Line, $"{limit.Hard}")).Wanted($"at least {least}", $"{limit.Hard}");
        return isApplied ? finding.AwaitingLogin(user.Name) : finding.With(new Remedy(new WriteFile(File, $"{written}{setting}\n") { Readers = [Reader.Systemd] })
        {
            TakesEffect = TakesEffect.Relogin,
        });
    }
}
