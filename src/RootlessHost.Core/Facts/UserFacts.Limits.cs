namespace RootlessHost.Facts;

/// <summary>What an account may use of the machine.</summary>
public sealed partial class UserFacts
{
    /// <summary>The resource limits of the account's session, else of its systemd; null when it has neither.</summary>
    public ProcLimits? Limits => (IsSelf ? "/proc/self/limits" : ManagerPid is { } pid ? $"/proc/{pid}/limits" : null) is { } path
        && host.Root.ReadText(path) is { } text ? ProcLimits.Parse(path, text) : null;

    /// <summary>How many processes and threads the account's slice may hold; null without a slice or a limit.</summary>
    public long? MostTasks => host.RuntimeUids.Contains(Uid) && long.TryParse(host.Word(TasksFile), out long most) ? most : null;

    /// <summary>Where <see cref="MostTasks"/> stands.</summary>
    public string TasksFile => $"{host.CgroupMount}/user.slice/user-{Uid}.slice/pids.max";
}
