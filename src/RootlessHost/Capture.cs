using System.Formats.Tar;
using System.Globalization;
using System.Text;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost;

/// <summary>
/// What was seen of a machine, as a tar: the contents of files as files, everything else (owners, modes, links, what is absent, what was refused) in a recording at its
/// top, because a tar that is unpacked without privilege keeps none of that. The same machine in the same state gives the same bytes.
/// </summary>
internal sealed class Capture(Root root)
{
    // Per engine the first so many accounts are looked at again: what an account is asked depends little on the others.
    private const int MostAgain = 100;

    private static readonly string[] EveryNeed = ["network", "limits:cpu,memory,pids,io,cpuset", "port:80", "port:1023", "ping", "boot", "systemd-cgroup", "swarm", "checkpoint"];

    /// <summary>Looks at everything that a check could ask of it: every engine, alone and together, with every need and with none, for every account.</summary>
    public void Look()
    {
        root.ForgetNothing();
        var host = new HostFacts(root);
        LookAsConfigured();
        _ = HostLabel.Of(host).Line;
        LookAtIds();
        IReadOnlyList<IEngine> installed = AllEngines.On(host);
        IReadOnlyList<IEngine> all = AllEngines.List;
        Look(Select(host, all), all, Needs.None);
        Look(Select(host, all), all, Needs.Parse(EveryNeed));
        Look(Select(host, installed), installed, Needs.None);
        foreach (IEngine engine in all)
        {
            Subject[] some = [.. Select(host, [engine]).Take(MostAgain)];
            Look(some, [engine], Needs.None);
            Look(some, [engine], Needs.Parse(EveryNeed));
        }
    }

    // Whoever is named there may be nobody's default.
    private void LookAsConfigured()
    {
        try
        {
            var host = new HostFacts(root);
            _ = Reports.Look.At(host, Configuration.Of(host, file: null).Scope("/", host), isWalked: false);
        }
        catch (Exception wrong) when (wrong is ConfigurationException or IOException)
        {
            // What is wrong with it, or with the accounts that it names, was read, and is as wrong in the capture.
        }
    }

    // ids asks what no check does.
    private void LookAtIds()
    {
        try
        {
            _ = IdsMap.Of(new HostFacts(root), []);
        }
        catch (IOException)
        {
            // What cannot be read is recorded as that.
        }
    }

    /// <summary>The tar.</summary>
    public void Write(Stream output)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        Add(tar, Root.RecordingName, Encoding.UTF8.GetBytes(root.Recorded(Redaction.Of)));
        foreach ((string path, byte[] content) in root.FilesRead()) Add(tar, path[1..], Redaction.Of(path, content));
    }

    private static void Look(IReadOnlyList<Subject> subjects, IReadOnlyList<IEngine> engines, Needs needs, Root root)
    {
        // A new look: what a check asks may depend on what it was told of engines and needs. The root remembers what it saw.
        _ = Reports.Look.At(new HostFacts(root), new Scope("/", subjects, engines, needs), isWalked: false);
    }

    private void Look(IReadOnlyList<Subject> subjects, IReadOnlyList<IEngine> engines, Needs needs) => Look(subjects, engines, needs, root);

    /// <summary>Everybody that <c>check</c> could be asked about: those it takes by default, all login users, and whoever asks.</summary>
    private static IReadOnlyList<Subject> Select(HostFacts host, IReadOnlyList<IEngine> engines)
    {
        string[] asking = Asking(host);
        return
        [
            .. Subjects.Select(host, [], all: false, engines)
                .Concat(Subjects.Select(host, [], all: true, engines))
                .Concat(asking.Length > 0 ? Subjects.Select(host, asking, all: false, engines) : [])
                .DistinctBy(subject => (subject.Account.Name, subject.Engines[0].Name)),
        ];
    }

    private static string[] Asking(HostFacts host)
    {
        try
        {
            return host.Self?.Uid is { } uid && Subjects.Find(host, uid.ToString(CultureInfo.InvariantCulture)) is { } self ? [self.Name] : [];
        }
        catch (IOException)
        {
            return []; // of a host whose accounts cannot be read this is what there is to capture
        }
    }

    private static void Add(TarWriter tar, string name, byte[] content)
    {
        bool fits = Ascii.IsValid(name) && name.Length <= 100;
        using var data = new MemoryStream(content);
        PosixTarEntry entry = fits ? new UstarTarEntry(TarEntryType.RegularFile, name) : new PaxTarEntry(TarEntryType.RegularFile, name);
        entry.Mode = (UnixFileMode)0b110_100_100;
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        entry.DataStream = data;
        tar.WriteEntry(entry);
    }
}
