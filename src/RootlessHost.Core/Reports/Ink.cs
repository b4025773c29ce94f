namespace RootlessHost.Reports;

/// <summary>What a colour means in a text.</summary>
internal enum Ink
{
    Good,
    Bad,
    Dubious,
    Odd,
    Faint,
    Command,
    Plain,
}
