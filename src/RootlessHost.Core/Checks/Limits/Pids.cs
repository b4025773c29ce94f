using RootlessHost.Facts;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Limits;

/// <summary>The machine and the user's slice leave room for the processes of containers.</summary>
internal sealed class Pids : IUserCheck
{
    // A container engine and an idle container take some dozens of threads.
    private const long Few = 512;

    // Seen with 12: 'runtime: failed to create new OS thread'.
    private const long Hopeless = 64;

    public About About { get; } = new("limits.pids", "the machine and the user's slice leave room for the processes of containers")
    {
        Reads = "kernel.pid_max, kernel.threads-max, pids.max of user-UID.slice",
        Why = "Every thread of every container counts. At the limit programs fail with 'Resource temporarily unavailable'.",
        Sources = ["proc_sys_kernel(5)", "systemd.resource-control(5)", "https://kind.sigs.k8s.io/docs/user/rootless/"],
        Running = true,
    };

    public Finding Look(UserFacts user)
    {
        (string Source, long? Most, string Name) least = user.Host.MostThreads;
        if (user.MostTasks is { } tasks && (least.Most is null || tasks < least.Most)) least = (user.TasksFile, tasks, $"pids.max of user-{user.Uid}.slice");
        return least.Most switch
        {
            null => user.Host.IsPartial ? Finding.Skip("kernel.pid_max is not in this image") : Finding.Pass("no limit"),
            < Hopeless => Finding.Fail($"{least.Name} is {least.Most}: an engine alone has more threads").Because(least.Source, $"{least.Most}").Wanted($"at least {Few}", $"{least.Most}").With(Raise(user, least.Name)),
            < Few => Finding.Warn($"{least.Name} is {least.Most}, fewer than {Few}").Because(least.Source, $"{least.Most}").Wanted($"at least {Few}", $"{least.Most}").With(Raise(user, least.Name)),
            _ => Finding.Pass($"{least.Most} at most ({least.Name})"),
        };
    }

    private static Remedy Raise(UserFacts user, string name) => name.StartsWith("kernel.", StringComparison.Ordinal)
        ? new(NextBoot.Set(user.Host, name, "32768"))
        : new(new WriteFile($"/etc/systemd/system/user-{user.Uid}.slice.d/50-rootless-host.conf", "[Slice]\nTasksMax=33%\n") { Readers = [Reader.Systemd] }) { Impact = Impact.User };
}
