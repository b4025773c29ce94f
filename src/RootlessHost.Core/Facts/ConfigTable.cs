namespace RootlessHost.Facts;

/// <summary>The keys of a configuration and what they are set to: <c>engines</c>, <c>subordinate-ids.count</c>.</summary>
public sealed class ConfigTable
{
    private readonly Dictionary<string, ConfigValue> _values = new(StringComparer.Ordinal);

    /// <summary>Where a key is set; null when it is not.</summary>
    public string? PlaceOf(string key) => _values.GetValueOrDefault(key)?.Place;

    /// <summary>What a key is set to, or what holds where it is not.</summary>
    public T Get<T>(string key, T otherwise) => _values.TryGetValue(key, out ConfigValue? value) ? (T)value.Value : otherwise;

    /// <summary>The words of a list; none where the key is not set.</summary>
    public IReadOnlyList<ConfigWord> Words(string key) => Get<IReadOnlyList<ConfigWord>>(key, []);

    /// <summary>The key is set, for the first time.</summary>
    public bool TryAdd(string key, ConfigValue value) => _values.TryAdd(key, value);

    /// <summary>What another table sets goes before what this one does.</summary>
    public void Overlay(ConfigTable later)
    {
        foreach ((string key, ConfigValue value) in later._values) _values[key] = value;
    }
}
