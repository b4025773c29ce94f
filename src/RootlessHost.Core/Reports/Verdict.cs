namespace RootlessHost.Reports;

/// <summary>Whether an engine works for a user.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="User">The account's name; null when only the host was judged.</param>
/// <param name="BlockedBy">Ids of the checks that keep it from working, in the order of the catalogue; the first is the one to fix.</param>
/// <param name="Warnings">Ids of the checks because of which it works less well.</param>
public sealed record Verdict(string Engine, string? User, bool Ready, IReadOnlyList<string> BlockedBy, IReadOnlyList<string> Warnings);
