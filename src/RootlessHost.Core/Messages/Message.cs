namespace RootlessHost.Messages;

/// <summary>What a program prints when something is in its way, and what can be behind it.</summary>
/// <param name="Text">
/// Its words. What varies stands as <c>*</c> inside a word, as <c>#</c> for a number, and as <c>…</c> for a few words or none; case and punctuation say nothing.
/// </param>
/// <param name="By">Who prints it.</param>
/// <param name="Means">What happened, in a sentence.</param>
/// <param name="Behind">The checks that can fail behind it, the likeliest first.</param>
/// <param name="Source">Where it is printed, or was seen.</param>
public sealed record Message(string Text, string By, string Means, IReadOnlyList<string> Behind, string Source)
{
    /// <summary>The same in other words: of other releases, of a twin.</summary>
    public IReadOnlyList<string> Or { get; init; } = [];

    /// <summary>What somebody who sees it wants, as <c>--need</c> takes it, <c>#</c> being the message's number; null for no more than that a container runs.</summary>
    public string? Need { get; init; }

    public IEnumerable<string> Wordings => [Text, .. Or];
}
