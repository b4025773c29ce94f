namespace RootlessHost;

/// <summary>Where and to whom the report is served: <c>[serve]</c> of rootless-host.toml(5).</summary>
/// <param name="Listen"><c>ADDRESS:PORT</c>, or <c>unix:</c> and a path.</param>
/// <param name="Detail"><c>auto</c> (full on loopback and unix sockets alone), <c>full</c> or <c>withheld</c>.</param>
internal sealed record ServePolicy(IReadOnlyList<string> Listen, string Detail);
