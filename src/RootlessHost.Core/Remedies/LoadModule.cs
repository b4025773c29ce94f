using RootlessHost.Facts;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>A kernel module is loaded, now and at every boot (modules-load.d(5)).</summary>
public sealed record LoadModule(string Name) : Change(Name)
{
    public const string File = "/etc/modules-load.d/rootless-host.conf";

    public override string Summary => $"load the kernel module {Name}";

    public override IEnumerable<string> Commands => [$"modprobe {Shell.Quote(Name)}", Shell.Append(Name, File)];

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(File);
        string text = file.Text;
        if (!text.Split('\n').Any(line => line.Trim() == Name))
        {
            file.Append(Name);
            draft.Say("module", Name, null, $"loaded at boot by {file.Path}");
        }
        if (!draft.IsLive || draft.Host.Module(Name).IsAvailable || draft.Host.Program("modprobe") is not { } modprobe) return;
        draft.Do(new RunStep(modprobe, ["--", Name]));
    }
}
