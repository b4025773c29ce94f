using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>A row of /etc/subuid as the map shows it.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Owner">As it is written.</param>
/// <param name="User">The account that this is; null when there is none.</param>
/// <param name="Range">The ids; of a row that newuidmap does not see, those that others read.</param>
/// <param name="Why">Why it is in this state, a fragment.</param>
internal sealed record IdsRow(int Line, string Owner, string? User, IdRange Range, IdsState State, string Why)
{
    /// <summary>The word of the JSON.</summary>
    public string Word => State switch
    {
        IdsState.Granted => "granted",
        IdsState.Reserved => "reserved",
        IdsState.Ignored => "ignored",
        _ => "dangerous",
    };
}
