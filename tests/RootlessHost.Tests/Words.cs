using CsCheck;

namespace RootlessHost.Tests;

/// <summary>Texts made of the pieces that a format is made of, which random text seldom hits upon.</summary>
internal static class Words
{
    public static Gen<string> Of(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);
}
