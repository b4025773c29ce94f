namespace RootlessHost.Remedies;

/// <summary>A kernel module is loaded, now and at every boot (modules-load.d(5)).</summary>
public sealed record LoadModule(string Name) : Change(Name)
{
    public const string File = "/etc/modules-load.d/rootless-host.conf";

    public override string Summary => $"load the kernel module {Name}";

    public override IEnumerable<string> Commands => [$"modprobe {Shell.Quote(Name)}", Shell.Append(Name, File)];
}
