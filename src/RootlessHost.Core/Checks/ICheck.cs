namespace RootlessHost.Checks;

/// <summary>One question, asked of a host or of one of its users.</summary>
public interface ICheck
{
    About About { get; }
}
