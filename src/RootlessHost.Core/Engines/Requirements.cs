namespace RootlessHost.Engines;

/// <summary>What one engine requires, recommends and can make use of, by the ids of checks.</summary>
public sealed class Requirements
{
    private readonly Dictionary<string, Level> _levels = [];
    private readonly Dictionary<string, string> _doubts = [];

    public Level this[string id] => _levels.GetValueOrDefault(id);

    public IReadOnlyCollection<string> Ids => _levels.Keys;

    public Requirements Require(params ReadOnlySpan<string> ids) => Set(Level.Required, ids);

    public Requirements Recommend(params ReadOnlySpan<string> ids) => Set(Level.Recommended, ids);

    public Requirements Offer(params ReadOnlySpan<string> ids) => Set(Level.Optional, ids);

    /// <summary>
    /// Requires it if some condition of the host holds, such as the engine's version; else leaves it as it was. Where the condition cannot be read it is required,
    /// and <see cref="DoubtOf"/> says why that is not certain.
    /// </summary>
    public Requirements RequireIf(Func<bool> condition, params ReadOnlySpan<string> ids)
    {
        try
        {
            return condition() ? Set(Level.Required, ids) : this;
        }
        catch (IOException failure)
        {
            foreach (string id in ids) _doubts[id] = failure.Message;
            return Set(Level.Required, ids);
        }
    }

    /// <summary>Why it could not be found out whether it is required; null when that is certain.</summary>
    public string? DoubtOf(string id) => _doubts.GetValueOrDefault(id);

    private Requirements Set(Level level, ReadOnlySpan<string> ids)
    {
        foreach (string id in ids) _levels[id] = level;
        return this;
    }
}
