using RootlessHost.Tests.Checks;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests;

public sealed class ShellTests
{
    [Fact]
    public void Shellcheck_finds_nothing_in_the_scripts()
    {
        string sources = CatalogueTests.Sources();
        string[] scripts = [.. ((string[])["scripts", "tests/hosts", "tests/hosts/guest", "tests/hosts/scenarios", "tests/interop", "packaging", ".ci"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(sources, folder)))
            .Where(file => File.ReadLines(file).FirstOrDefault() is "#!/usr/bin/env bash" or "#!/bin/bash" || file.Contains("/hosts/scenarios/", StringComparison.Ordinal))];
        Assert.Contains(scripts, file => file.EndsWith("/scripts/test", StringComparison.Ordinal));

        Ending ending = Binary.Start("shellcheck", ["-x", .. scripts], clean: false, sources);

        Assert.Equal((0, ""), (ending.Status, ending.Output));
    }
}
