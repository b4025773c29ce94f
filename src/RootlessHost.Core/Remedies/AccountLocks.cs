using RootlessHost.Linux;

namespace RootlessHost.Remedies;

/// <summary>
/// The locks that shadow's tools take before they change subordinate ids, in their order: who holds them is alone. Held as shortly as can be, because useradd does not
/// wait for the second and third.
/// </summary>
internal static class AccountLocks
{
    private const string OfAllTools = "/etc/.pwd.lock";

    /// <exception cref="BusyException">One is held by somebody else, and the time is up.</exception>
    public static IDisposable Take(WritableRoot root, Func<bool> wait)
    {
        var held = new Stack<IDisposable>();
        WritableRoot.LockBesideFile? uids = null;
        WritableRoot.LockBesideFile? gids = null;
        try
        {
            uids = root.PrepareLockBeside("/etc/subuid");
            gids = root.PrepareLockBeside("/etc/subgid");
            held.Push(root.LockFile(OfAllTools, wait));
            uids.Take(wait);
            held.Push(uids);
            gids.Take(wait);
            held.Push(gids);
            return new Bunch(held);
        }
        catch
        {
            gids?.Dispose();
            uids?.Dispose();
            new Bunch(held).Dispose();
            throw;
        }
    }

    private sealed class Bunch(Stack<IDisposable> held) : IDisposable
    {
        public void Dispose()
        {
            while (held.TryPop(out IDisposable? one)) one.Dispose();
        }
    }
}
