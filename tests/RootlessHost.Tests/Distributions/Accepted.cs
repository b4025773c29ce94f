namespace RootlessHost.Tests.Distributions;

/// <summary>A warning that the distribution's own maintainers would agree with.</summary>
/// <param name="Check">Its id.</param>
/// <param name="Why">What they say themselves.</param>
internal sealed record Accepted(string Check, string Why);
