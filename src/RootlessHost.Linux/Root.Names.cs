namespace RootlessHost.Linux;

/// <summary>What the machine's C library and kernel say beside files: recorded like every other look, so that a capture answers the same.</summary>
public sealed partial class Root
{
    /// <summary>The account of that name as the name service knows it; null when it knows none, and for an image, which has no name service.</summary>
    public NameServiceUser? FindUser(string name) => Once(Operation.User, name, () => IsLive ? NameService.Find(name) : null);

    /// <summary>The account of that uid as the name service knows it; null when it knows none, and for an image.</summary>
    public NameServiceUser? FindUser(uint uid) => Once(Operation.Uid, $"{uid}", () => IsLive ? NameService.Find(uid) : null);

    /// <summary>Every account that the name service lists, at most so many; null when it does not answer in time, and for an image, which has no name service.</summary>
    public IReadOnlyList<NameServiceUser>? Users(int most) => Once(Operation.Users, $"{most}", () => IsLive ? Listed(most) : null);

    /// <summary>The kind of machine as uname(2) says it: <c>x86_64</c>; null for an image.</summary>
    public string? Machine => Once(Operation.Uname, "machine", () => IsLive ? KernelName.Machine() : null);

    // On a thread of its own: a directory that is down would hold the look for as long as its client waits.
    private static IReadOnlyList<NameServiceUser>? Listed(int most)
    {
        Task<IReadOnlyList<NameServiceUser>> listing = Task.Run(() => NameService.All(most));
        return listing.Wait(Patience) ? listing.Result : null;
    }
}
