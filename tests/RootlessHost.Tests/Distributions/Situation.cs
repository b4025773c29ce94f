namespace RootlessHost.Tests.Distributions;

/// <summary>Who asks, and of what.</summary>
public enum Situation
{
    /// <summary>Alice, in her own session.</summary>
    LoggedIn,

    /// <summary>Root, while alice is not logged in.</summary>
    LoggedOut,

    /// <summary>Somebody who has the disk and not the machine: no /proc, /sys, /run, /dev.</summary>
    Image,
}
