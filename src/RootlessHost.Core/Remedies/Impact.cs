namespace RootlessHost.Remedies;

/// <summary>Whom a change touches.</summary>
public enum Impact
{
    User,        // one account
    Host,        // everybody, harmlessly
    WeakensHost, // everybody, and a protection is given up: needs consent
}
