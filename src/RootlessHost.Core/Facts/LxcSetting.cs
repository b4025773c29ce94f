namespace RootlessHost.Facts;

/// <summary>One assignment of an LXC configuration, lxc.container.conf(5).</summary>
/// <param name="Path">The file it stands in.</param>
/// <param name="Line">Its line there, from 1.</param>
/// <param name="Key">To the left of the equals sign: <c>lxc.idmap</c>.</param>
/// <param name="Value">To the right, without quotes; empty takes back what was set before.</param>
public sealed record LxcSetting(string Path, int Line, string Key, string Value)
{
    public override string ToString() => $"{Key} = {Value}";
}
