using RootlessHost.Facts;

namespace RootlessHost.Remedies;

/// <summary>A program carries this file capability, or none (capabilities(7)).</summary>
/// <param name="Path">The program.</param>
/// <param name="Capability">As setcap(8) takes it: <c>cap_setuid=ep</c>; null to take them away.</param>
public sealed record SetCapability(string Path, string? Capability) : Change(Path)
{
    public override string Summary => Capability is null ? $"take the file capabilities from {Path}" : $"give {Path} the file capability {Capability}";

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(Path, withContent: false);
        // Who owns the image can put anything into the program, and would have the capability on this machine.
        if (Capability is not null && draft.Host.RootsUid != 0) return;
        byte[]? wanted = Capability is null ? null : FileCapability.Encode(Capability);
        byte[]? now = file.Attributes.TryGetValue(FileCapability.Attribute, out byte[]? drafted) ? drafted : draft.Host.Root.Attribute(file.Path, FileCapability.Attribute);
        if (wanted is null ? now is null : now is not null && now.AsSpan().SequenceEqual(wanted)) return;
        file.Attributes[FileCapability.Attribute] = wanted;
        draft.Say("capability", file.Path, now is null ? null : FileCapability.Parse(now)?.Text ?? "unreadable", Capability);
    }

    public override IEnumerable<string> Commands =>
        [Capability is null ? $"setcap -r {Shell.Quote(Path)}" : $"setcap {Shell.Quote(Capability)} {Shell.Quote(Path)}"];
}
