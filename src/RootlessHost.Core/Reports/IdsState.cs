namespace RootlessHost.Reports;

/// <summary>What a row does for its owner.</summary>
internal enum IdsState
{
    Granted,   // its owner may map the ids
    Reserved,  // nobody may, and nobody else should get them
    Ignored,   // newuidmap does not see it
    Dangerous, // it gives away what is somebody else's, or is read in two ways
}
