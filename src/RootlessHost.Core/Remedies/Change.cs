namespace RootlessHost.Remedies;

/// <summary>Something to make true. Data, never an act: a change does not touch the host, so it can be printed, tested and thrown away.</summary>
/// <param name="Target">What it changes: a path, a sysctl, a module, a package.</param>
public abstract record Change(string Target)
{
    /// <summary>In the imperative: <c>set kernel.keys.maxkeys to 1000000</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>The same by hand, as lines for a root shell.</summary>
    public abstract IEnumerable<string> Commands { get; }

    /// <summary>The program can make it true by itself.</summary>
    public virtual bool IsAutomatic => true;

    /// <summary>Draws it: the files as they will be, and what is done beside them. Where it is true already nothing is drawn.</summary>
    internal abstract void Draw(Draft draft);
}
