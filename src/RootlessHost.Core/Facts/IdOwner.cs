namespace RootlessHost.Facts;

/// <summary>What is known of the owner of a row.</summary>
public enum IdOwner
{
    Account, // the host has it, or a directory may
    Service, // a name that a program looks up, whether or not there is such an account: Podman's containers, Docker's dockremap
    Nobody,  // no account has that name or uid: it is gone, or was never there
}
