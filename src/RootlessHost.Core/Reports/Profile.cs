using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>Who wants what of which engines.</summary>
/// <param name="Accounts">Who; none is fine.</param>
/// <param name="Engines">In any order.</param>
/// <param name="Needs">What.</param>
public sealed record Profile(IReadOnlyList<Account> Accounts, IReadOnlyList<IEngine> Engines, Needs Needs);
