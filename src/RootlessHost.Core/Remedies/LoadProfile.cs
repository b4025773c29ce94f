namespace RootlessHost.Remedies;

/// <summary>The kernel has an AppArmor profile that a file holds (apparmor_parser(8)).</summary>
public sealed record LoadProfile(string Path) : Change(Path)
{
    public override string Summary => $"load the profile {Path}";

    public override IEnumerable<string> Commands => [Reader.AppArmor(Path).Step("apparmor_parser").Command];

    internal override void Draw(Draft draft)
    {
        Reader kernel = Reader.AppArmor(Path);
        if (!draft.IsLive || draft.Host.Program(kernel.Program) is not { } program) return;
        draft.Do(kernel.Step(program));
        draft.Say("profile", Path, "not loaded", "loaded");
    }
}
