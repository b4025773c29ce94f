using System.Text;
using RootlessHost.Facts;
using RootlessHost.Messages;
using RootlessHost.Reports;

namespace RootlessHost.Fuzz;

/// <summary>Every parser of what a host says, by the name of its corpus.</summary>
/// <remarks>Any bytes parse, or are refused with a <see cref="FormatException"/> that names a line. Everything else is a bug.</remarks>
internal static class Targets
{
    // Not before a target runs: instrumented code counts its branches where nobody has made room until then.
    private static readonly Lazy<MessageTable> Messages = new(() => new MessageTable(AllMessages.List));
    private static readonly HashSet<string> Packages = new(StringComparer.Ordinal) { "podman", "uidmap" };

    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new Dictionary<string, Action<byte[]>>
    {
        ["apparmor"] = Text(text => AppArmorFile.Parse(text)),
        ["apparmor-glob"] = Text(text => AppArmorGlob.Matches(text, "/usr/lib/x86_64-linux-gnu/lxc/lxc-start")),
        ["cnumber"] = Text(text => _ = CNumber.TryParse(text, out _)),
        ["config"] = Text(text => ConfigFile.Parse("/etc/rootless-host/config.toml", text)),
        ["controllers"] = Text(text => ControllerWords.Parse(text)),
        ["daemon.json"] = bytes => DaemonJson.Parse(bytes),
        ["dpkg-status"] = bytes => PackageDatabase.FromDpkg(bytes, Packages),
        ["apk-installed"] = bytes => PackageDatabase.FromApk(bytes, Packages),
        ["file-capability"] = bytes => FileCapability.Parse(bytes),
        ["fstab"] = Text(text => FstabEntry.Parse(text)),
        ["getsubids"] = Text(text => GetsubidsOutput.Parse(text)),
        ["group"] = Text(text => GroupFile.Parse(text)),
        ["idmap"] = Text(text => IdMap.Parse(text).Covers(new IdRange(100000, 65536))),
        ["kernel-cmdline"] = Text(text => KernelCommandLine.Parse(text)),
        ["kernel-release"] = Text(text => KernelRelease.Leading(text)),
        ["key-users"] = Text(text => KeyUsage.Parse(text)),
        ["login.defs"] = Text(text => _ = LoginDefs.Parse(text).SubUidMin),
        ["message"] = Text(text => _ = Messages.Value.In(text).Count + Messages.Value.Alike(text).Count),
        ["modprobe"] = Text(text => ModprobeFile.Parse(text)),
        ["mountinfo"] = Text(text => MountTable.Parse(text).Of("/home/alice/.local")),
        ["nsswitch"] = Text(text => Nsswitch.Parse(text).Services("subid")),
        ["os-release"] = Text(text => _ = OsRelease.Parse(text).Manager),
        ["passwd"] = Text(text => PasswdFile.Parse(text).Find("alice")),
        ["proc-cgroup"] = Text(text => ProcCgroup.Parse(text)),
        ["proc-limits"] = Text(text => ProcLimits.Parse("/proc/self/limits", text)),
        ["proc-status"] = Text(text => _ = ProcStatus.Parse("/proc/self/status", text).CapBnd),
        ["program-version"] = Text(text => ProgramVersion.Parse(text)),
        ["report"] = Report,
        ["route"] = Text(text => RouteTable.Parse(text)),
        ["shell-pattern"] = Text(text => ShellPattern.Matches(text, "net.ipv4.conf.all.rp_filter")),
        ["sockets"] = Text(text => SocketTable.Parse("tcp", text)),
        ["sssd.conf"] = Text(text => SssdConf.Parse(text)),
        ["storage.conf"] = Text(text => _ = TomlKeys.Parse(text)["storage", "graphroot"]),
        ["subid"] = Subid,
        ["sysctl.d"] = Text(text => SysctlFile.Parse(text)),
        ["unit"] = Text(text => UnitFile.Parse("/etc/systemd/system/user@.service.d/x.conf", text)),
    };

    /// <summary>The refusal says where: <c>line 3: …</c> or <c>FILE:3:7: …</c>.</summary>
    public static bool NamesItsLine(FormatException refusal) =>
        refusal.Message.Contains("line ", StringComparison.Ordinal) || refusal.Message.Split(':') is [_, var line, var column, ..] && int.TryParse(line, out _) && int.TryParse(column, out _);

    // Nothing of a foreign file may be lost: what parses writes back unchanged.
    private static void Subid(byte[] bytes)
    {
        if (!SubidFile.Parse(bytes).Write().AsSpan().SequenceEqual(bytes)) throw new InvalidOperationException("does not write back what it read");
    }

    // Whatever can be read can be told, to friends and to strangers, and what is told can be read again.
    private static void Report(byte[] bytes)
    {
        ReportDocument document = ReportDocument.Read(bytes);
        foreach (Report told in (Report[])[document.Report, Withheld.From(document.Report)])
        {
            using var json = new MemoryStream();
            AllFormats.Find("json")!.Write(told, json, default);
            Report again = ReportDocument.Read(json.ToArray()).Report;
            HtmlFormat.WriteServed(again, Stream.Null, trouble: null, document.Watch);
            AllFormats.Find("prometheus")!.Write(again, Stream.Null, default);
            _ = new Readiness(again).Of(ReadyQuestion.Everything).Text("readyz", verbose: true);
        }
    }

    private static Action<byte[]> Text(Action<string> parse) => bytes => parse(Encoding.UTF8.GetString(bytes));
}
