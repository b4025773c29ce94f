using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;
using RootlessHost.Reports;

namespace RootlessHost.Daemon;

/// <summary>What is watched and what may be done about it: the command line and the configuration, as they were at the start or at the last reload.</summary>
/// <param name="Open">The host, for a new look.</param>
/// <param name="Scope">What the look is about, given the host.</param>
/// <param name="Policy">What may be done.</param>
/// <param name="Watch">How often it is looked at, and whether what is wrong is mended.</param>
/// <param name="Writable">The host, to be changed; asked for only to mend it.</param>
internal sealed record Assignment(Func<Root> Open, Func<HostFacts, Scope> Scope, ApplyPolicy Policy, WatchPolicy Watch, Func<WritableRoot> Writable);
