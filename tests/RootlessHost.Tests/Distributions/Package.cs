namespace RootlessHost.Tests.Distributions;

/// <summary>An installed package.</summary>
/// <param name="Name">As the distribution calls it.</param>
/// <param name="Version">In the package manager's words; where that keeps no text file (rpm), in the words of the program's <c>--version</c>.</param>
/// <param name="Programs">Its programs, with a path where it is not /usr/bin.</param>
internal sealed record Package(string Name, string Version, params string[] Programs)
{
    public IEnumerable<string> Paths => Programs.Select(program => program.StartsWith('/') ? program : $"/usr/bin/{program}");
}
