using RootlessHost.Reports;

namespace RootlessHost.Remedies;

/// <summary>Why a plan is not carried out.</summary>
/// <param name="Why">The finding that asks for the change; null where it is no single one.</param>
/// <param name="What">The change that would be made, or what is wrong.</param>
/// <param name="Option">The option that consents to it; null where none does.</param>
public sealed record Refusal(Judgement? Why, string What, string? Option);
