using RootlessHost.Linux;

namespace RootlessHost.Facts;

/// <summary>The kernel's modules.</summary>
public sealed partial class HostFacts
{
    private static readonly string[] ModprobeFolders =
        ["/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d"];

    /// <summary>What is known of a kernel module, such as <c>nf_tables</c>.</summary>
    public ModuleState Module(string name) => Once($"module {name}", () => StateOf(name.Replace('-', '_')));

    /// <summary>The kernel loads nothing more until the next boot (kernel.modules_disabled).</summary>
    public bool ModulesAreLocked => Sysctl("kernel.modules_disabled") == "1";

    /// <summary>The lines of modprobe.d(5), in the order in which modprobe reads them.</summary>
    public IReadOnlyList<(string File, ModprobeCommand Command)> ModprobeCommands => Once("modprobe.d", () => (IReadOnlyList<(string, ModprobeCommand)>)
    [
        .. from file in FilesOf(ModprobeFolders)
           from command in ModprobeFile.Parse(Root.ReadText(file) ?? "")
           select (file, command),
    ]);

    /// <summary>The folder of this kernel's modules; null when there is none. An image's is that of its newest kernel.</summary>
    public string? ModulesFolder => Once("modules folder", () =>
    {
        foreach (string folder in (string[])["/lib/modules", "/usr/lib/modules"])
        {
            string? release = Kernel?.Text ?? Root.List(folder)?.OrderBy(name => new KernelRelease(name).Version).LastOrDefault();
            if (release is { Length: > 0 } && !release.Contains('/') && Root.Stat($"{folder}/{release}") is { Kind: FileKind.Directory }) return $"{folder}/{release}";
        }
        return null;
    });

    private HashSet<string>? LoadedModules => Once("modules", () =>
        Root.ReadText("/proc/modules") is { } text ? text.Split('\n').Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal) : null);

    // Both columns: "nodev\toverlay", "\text4".
    private HashSet<string> FileSystems => Once("filesystems", () =>
        (Root.ReadText("/proc/filesystems") ?? "").Split('\n').Select(line => line[(line.LastIndexOf('\t') + 1)..].Trim()).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal));

    /// <summary>The kernel knows a filesystem of that type now (/proc/filesystems).</summary>
    public bool KnowsFileSystem(string type) => FileSystems.Contains(type);

    private ModuleList? ModulesOnDisk => Once("modules.dep", () => ListOf("modules.dep"));

    private ModuleList? BuiltinModules => Once("modules.builtin", () => ListOf("modules.builtin"));

    private ModuleList? ListOf(string file) => ModulesFolder is { } folder && Root.Read($"{folder}/{file}", 16 << 20) is { } bytes ? new ModuleList(bytes) : null;

    private ModuleState StateOf(string name)
    {
        if (LoadedModules?.Contains(name) == true) return new ModuleState(name, ModulePresence.Loaded, "loaded", "/proc/modules");
        if (BuiltinModules?.Has(name) == true) return new ModuleState(name, ModulePresence.Builtin, "built in", $"{ModulesFolder}/modules.builtin");
        if (ModulesOnDisk is { } disk) return disk.Has(name) ? StateOnDisk(name) : Traced(name, ModulePresence.Missing, $"not among the modules of {ModulesFolder}", $"{ModulesFolder}/modules.dep");
        return Traced(name, ModulePresence.Unknown, Kernel is { } kernel ? $"no modules of {kernel.Text} are here" : "no kernel's modules are here", "/lib/modules");
    }

    private ModuleState StateOnDisk(string name)
    {
        if (ModulesAreLocked) return new ModuleState(name, ModulePresence.LockedOut, "kernel.modules_disabled is 1", SysctlPath("kernel.modules_disabled"));
        if (KernelArguments.Any(argument => argument.Key == "module_blacklist" && Lists(argument.Value, name)))
        {
            return new ModuleState(name, ModulePresence.Blocked, "module_blacklist= on the boot command line names it", "/proc/cmdline");
        }
        if (BlockOf(name) is { } block) return block;
        if (KernelArguments.Any(argument => argument.Key == "modprobe.blacklist" && Lists(argument.Value, name)))
        {
            return new ModuleState(name, ModulePresence.Loadable, "modprobe.blacklist= on the boot command line names it", "/proc/cmdline") { IsBlacklisted = true };
        }
        (string from, ModprobeCommand? blacklist) = ModprobeCommands.FirstOrDefault(line => line.Command is { Kind: "blacklist" } && line.Command.Module == name);
        return blacklist is null
            ? new ModuleState(name, ModulePresence.Loadable, "loadable", $"{ModulesFolder}/modules.dep")
            : new ModuleState(name, ModulePresence.Loadable, blacklist.ToString(), from, blacklist.Line) { IsBlacklisted = true };
    }

    // Of several install lines the first that matches counts (libkmod-module.c, kmod_module_get_install_commands).
    private ModuleState? BlockOf(string name) =>
        ModprobeCommands.FirstOrDefault(line => line.Command.Kind == "install" && line.Command.IsFor(name)) is { Command: { Blocks: true } install, File: var file }
            ? new ModuleState(name, ModulePresence.Blocked, install.ToString(), file, install.Line)
            : null;

    // Without depmod's lists, what the module does tells that it is there: kernels with everything built in have no folder of modules at all.
    private ModuleState Traced(string name, ModulePresence otherwise, string reason, string source)
    {
        if (FileSystems.Contains(name)) return new ModuleState(name, ModulePresence.Builtin, "in use by the kernel", "/proc/filesystems");
        if (Root.Stat($"/sys/module/{name}") is { Kind: FileKind.Directory }) return new ModuleState(name, ModulePresence.Builtin, "in use by the kernel", $"/sys/module/{name}");
        var unseen = new ModuleState(name, otherwise, reason, source);
        if (otherwise == ModulePresence.Missing) return unseen;
        return (KernelOption.OfModule(name), KernelConfig) switch
        {
            ({ } option, { } config) when config[option] == 'y' => new ModuleState(name, ModulePresence.Builtin, $"{option}=y", config.Source, config.Line(option)),
            ({ } option, { } config) when config[option] is null => new ModuleState(name, ModulePresence.Missing, $"{option} is not set", config.Source),
            _ => BlockOf(name) ?? unseen,
        };
    }

    private static bool Lists(string? names, string name) => names is not null && names.Split(',').Any(one => one.Replace('-', '_') == name);
}
