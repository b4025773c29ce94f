namespace RootlessHost.Messages;

/// <summary>A message that stands in a text.</summary>
/// <param name="First">The place of its first word, counted in words.</param>
/// <param name="Last">The place of its last word.</param>
/// <param name="Words">How many of the words between them are its own.</param>
/// <param name="Number">The text's number where the message has one.</param>
public sealed record Recognised(Message Message, int First, int Last, int Words, int? Number)
{
    /// <summary>The need, with the number filled in; null when there is none, or none that could be wanted.</summary>
    public string? Need => (Message.Need, Number) switch
    {
        (null, _) => null,
        (var need, _) when !need.Contains('#') => need,
        (var need, >= 1 and <= 65535 and var number) => need.Replace("#", $"{number}"),
        _ => null,
    };
}
