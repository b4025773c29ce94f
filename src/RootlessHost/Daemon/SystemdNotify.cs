using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace RootlessHost.Daemon;

/// <summary>
/// Tells systemd READY and STOPPING. <c>AddSystemd</c> looks at the parent process to find out whether to, and where ProtectProc hides that it decides wrongly: the socket is all
/// the evidence needed.
/// </summary>
internal static class SystemdNotify
{
    /// <summary>Where there is no such socket it tells nobody.</summary>
    public static ISystemdNotifier Notifier { get; } = new SystemdNotifier();

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Notifier);
        if (Notifier.IsEnabled) services.AddSingleton<IHostLifetime, SystemdLifetime>();
        else services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
    }
}
