using RootlessHost.Remedies;

namespace RootlessHost;

/// <summary>What the program ends with. Above 1, the numbers of sysexits.h: no answer was given.</summary>
internal static class ExitStatus
{
    public const int Good = 0;
    public const int No = 1;

    // With --detailed-exitcode: the numbers of Puppet and Terraform, which may be added.
    public const int Fixable = 2;
    public const int Blocked = 4;

    public const int Usage = 64;
    public const int BadInput = 65;
    public const int Unavailable = 69;
    public const int Bug = 70;
    public const int InputOutput = 74;
    public const int Busy = 75;
    public const int NotPermitted = 77;
    public const int BadConfiguration = 78;
    public const int TimedOut = 124;

    /// <summary>As a shell numbers the end by a signal.</summary>
    public static int Of(InterruptedException stop) => stop.Why switch
    {
        Interruption.TimeIsUp => TimedOut,
        "SIGHUP" => 128 + 1,
        "SIGINT" => 128 + 2,
        _ => 128 + 15,
    };
}
