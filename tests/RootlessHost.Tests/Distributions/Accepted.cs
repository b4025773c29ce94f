namespace RootlessHost.Tests.Distributions;

/// <summary>A warning that the distribution's own maintainers would agree with.</summary>
/// <param name="Check">Its id.</param>
/// <param name="Why">What they say themselves.</param>
/// <param name="InAnImage">It is about files, and so said of an image too.</param>
internal sealed record Accepted(string Check, string Why, bool InAnImage = false);
