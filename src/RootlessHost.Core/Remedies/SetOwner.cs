using System.Globalization;
using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>A file belongs to root.</summary>
public sealed record SetOwner(string Path, string Owner = "root", string Group = "root") : Change(Path)
{
    public override string Summary => $"give {Path} to {Owner}:{Group}";

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(Path, withContent: false);
        if (draft.Host.Root.Stat(file.Path) is not { } status || draft.IsOutOfReach(file.Path)) return;
        (uint uid, uint gid) = (Number(Owner, name => draft.Host.Passwd.Find(name)?.Uid, draft.Host), Number(Group, name => draft.Host.Groups.Find(name)?.Gid, draft.Host));
        if ((file.Uid ?? status.Uid) == uid && (file.Gid ?? status.Gid) == gid) return;
        (file.Uid, file.Gid) = (uid, gid);
        draft.Say("owner", file.Path, $"{status.Uid}:{status.Gid}", $"{uid}:{gid}");
    }

    // Root of an image that was unpacked without privilege is who unpacked it.
    private static uint Number(string name, Func<string, uint?> find, HostFacts host) =>
        name == "root" ? host.RootsUid : uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number
        : find(name) ?? throw new ArgumentException($"no account or group {name}", nameof(name));

    public override IEnumerable<string> Commands => [$"chown {Shell.Quote($"{Owner}:{Group}")} {Shell.Quote(Path)}"];
}
