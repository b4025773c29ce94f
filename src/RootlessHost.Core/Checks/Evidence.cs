namespace RootlessHost.Checks;

/// <summary>Where an answer was read.</summary>
/// <param name="Source">A path below the root, or the name of a call.</param>
/// <param name="Line">The line of it, from 1; null for the whole of it.</param>
/// <param name="Text">What stands there, or null where that says nothing more. Never a secret.</param>
public sealed record Evidence(string Source, int? Line = null, string? Text = null)
{
    /// <summary><c>/etc/subuid:3</c>.</summary>
    public string Place => Line is { } line ? $"{Source}:{line}" : Source;
}
