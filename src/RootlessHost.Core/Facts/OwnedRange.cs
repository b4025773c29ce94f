namespace RootlessHost.Facts;

/// <summary>Ids that an account may map.</summary>
/// <param name="Range">The ids, as the program reads them that counts for the account's engines.</param>
/// <param name="Row">The row's index in its file; -1 when a directory's plugin gave it.</param>
public readonly record struct OwnedRange(IdRange Range, int Row);
