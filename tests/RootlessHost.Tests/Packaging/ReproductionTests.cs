using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Packaging;

public sealed class ReproductionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [Fact]
    public void The_same_commit_built_again_elsewhere_gives_the_same_bytes()
    {
        string epoch = Packages.Epoch;
        Ending changes = Git("status", "--porcelain", "--untracked-files=no");
        Assert.SkipUnless(changes.Status == 0, $"these sources are no git checkout: {changes.Errors}");
        Assert.SkipUnless(changes.Output.Length == 0, $"what is built again is the last commit, and these sources are not: {changes.Output}");
        Assert.SkipUnless(Git("log", "-1", "--format=%ct").Output == $"{epoch}\n", "the packages are not of the last commit: packaging/build");

        Ending ending = Binary.Start(Path.Combine(Packages.Sources, "packaging/reproduce"), [], clean: false, patience: Patience);

        Assert.True(ending.Status == 0, ending.Output + ending.Errors);
        Assert.Contains(".deb\n", ending.Output, StringComparison.Ordinal);
    }

    private static Ending Git(params string[] arguments) => Binary.Start("git", ["-C", Packages.Sources, .. arguments], clean: false);
}
