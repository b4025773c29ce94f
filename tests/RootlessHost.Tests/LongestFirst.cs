using RootlessHost.Tests.Crash;
using RootlessHost.Tests.Interop;
using RootlessHost.Tests.Packaging;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(RootlessHost.Tests.LongestFirst))]

namespace RootlessHost.Tests;

/// <summary>Classes that take minutes begin first: begun last, they would run alone at the end, and leave a processor idle.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        [.. ((Type[])[typeof(FailingCallTests), typeof(KilledTests), typeof(ReproductionTests), typeof(ProveRunTests), typeof(AnsibleTests), typeof(RecipeTests), typeof(RaceTests)]).Select(type => type.FullName!)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is var place and >= 0 ? place : Long.Length)];
}
