namespace RootlessHost.Remedies;

/// <summary>One change of a plan, in words.</summary>
/// <param name="Kind">file, sysctl, module, mode, owner, capability, package, profile, linger or mount.</param>
/// <param name="Target">A path, a sysctl, a module, packages.</param>
/// <param name="Before">What is there: a value, a mode; null for nothing.</param>
/// <param name="After">What will be; null for nothing.</param>
/// <param name="Summary">In the imperative: <c>set the mode of /usr/bin/newuidmap to 4755</c>.</param>
/// <param name="Check">The id of the check that asks for it.</param>
/// <param name="User">Whom that check was about; null for the host.</param>
/// <param name="Reason">What that check found.</param>
/// <param name="TakesEffect">When it is in force.</param>
public sealed record PlannedChange(
    string Kind, string Target, string? Before, string? After, string Summary, string Check, string? User, string Reason, TakesEffect TakesEffect);
