namespace RootlessHost.Daemon;

/// <summary>How much is told over a connection.</summary>
internal enum Detail
{
    Withheld, // statuses alone
    Local,    // everything, to whoever asks for this machine by its local name
    Full,     // everything
}
