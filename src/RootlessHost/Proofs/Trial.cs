using System.ComponentModel;
using System.Globalization;
using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Proofs;

/// <summary>What a proof has at hand: the user, whose process this is, and ways to run a program, plainly or as an engine would.</summary>
/// <param name="limit">How long each program may take.</param>
/// <param name="image">What is to be run in a container; null for nothing.</param>
internal sealed class Trial(UserFacts user, Needs needs, Keeper keeper, TimeSpan limit, ImageRun? image = null)
{
    private string? _scratch;
    private string? _podmanState;

    public UserFacts User => user;

    public HostFacts Host => user.Host;

    public Needs Needs => needs;

    public TimeSpan Limit => limit;

    public Keeper Keeper => keeper;

    public ImageRun? Image => image;

    /// <summary>This program, to be run inside of namespaces.</summary>
    public static string Self { get; } = Environment.ProcessPath!;

    /// <summary>A folder of the user's for what proofs need, gone afterwards.</summary>
    public string Scratch => _scratch ??= keeper.MakeFolder(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/tmp");

    /// <summary>Where Podman keeps what it would otherwise keep in the user's home.</summary>
    public string PodmanState => _podmanState ??= MakeScratch();

    /// <summary>A new folder below <see cref="Scratch"/>.</summary>
    public string MakeScratch() => Calls.MakeTemporaryFolder(Scratch, "");

    /// <summary>Where a program is; null when it is not installed. A user may have engines in a <c>~/bin</c>, where root looks for none.</summary>
    public string? Program(string name) => Host.Program(name) ?? (user.IsRemapOwner ? null : OfUser(name));

    private string? OfUser(string name) => Array.Find([user.InHome($"bin/{name}"), user.InHome($".local/bin/{name}")], Calls.MayExecute);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program's path, and its arguments.</param>
    /// <param name="whenWell">What is said when it ends with 0.</param>
    public Outcome Run(IReadOnlyList<string> command, string whenWell)
    {
        try
        {
            using var child = new Child(keeper, command);
            bool ended = child.Wait(limit);
            return Judge(command, ended, child, whenWell);
        }
        catch (Win32Exception cannot)
        {
            return Failed($"run {command[0]}: {cannot.Message}", Errno.NameOf(cannot.NativeErrorCode));
        }
    }

    /// <summary>Runs this program inside of what a command makes, where it does something and says what came of it.</summary>
    /// <param name="way">A command that runs another.</param>
    /// <param name="act">What to do there, and its arguments.</param>
    public Outcome RunInside(IReadOnlyList<string> way, params string[] act) =>
        Calls.MayExecute(Self)
            ? Run([.. way, Self, Stage.Word, Stage.Inside, .. act], "")
            : new Outcome("", null, Status.Unknown, $"{user.Name} may not execute {Self}: put it where everybody may");

    /// <summary>What an ended or overdue process says of a proof. What it did inside, it tells in a line; otherwise its status counts, and its last words.</summary>
    public Outcome Judge(IReadOnlyList<string> command, bool ended, Child child, string whenWell)
    {
        if (Inside.Answer(child.Output) is { } answer) return answer;
        string program = NameOf(command);
        if (!ended) return Failed($"{program} did not end within {limit.TotalSeconds:0.#} s", "ETIMEDOUT");
        if (child.Status == 0 && whenWell.Length > 0) return new Outcome("", null, Status.Pass, whenWell);
        string said = child.LastError;
        return Failed(said.Length > 0 ? $"{program}: {said}" : $"{program} ended with status {child.Status}", Errno.FromWords(said));
    }

    /// <summary>The program's name, without its folder.</summary>
    public static string NameOf(IReadOnlyList<string> command) => command[0][(command[0].LastIndexOf('/') + 1)..];

    public static Outcome Failed(string reason, string? errno = null) => new("", null, Status.Fail, reason, errno);

    public static Outcome Failed(PosixException failure) => Failed(failure.Message, Errno.NameOf(failure.Errno));

    /// <summary>How a person does the same, from a root shell, or from the user's own.</summary>
    public string ByHand(params string[] command) => ByHand(string.Join(' ', command.Select(Shell.Quote)));

    public string ByHand(string command)
    {
        string uid = user.Uid.ToString(CultureInfo.InvariantCulture);
        return $"sudo -u {Shell.Quote(user.Name)} XDG_RUNTIME_DIR=/run/user/{uid} {command}";
    }
}
