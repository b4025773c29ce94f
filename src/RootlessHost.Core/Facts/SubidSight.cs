namespace RootlessHost.Facts;

/// <summary>Whether the host's newuidmap sees a row.</summary>
public enum SubidSight : byte
{
    Invisible,
    Uncertain, // depends on a version that is not known
    Visible,
}
