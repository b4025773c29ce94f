using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Proofs;
using RootlessHost.Tests.Commands;

namespace RootlessHost.Tests.Proofs;

public sealed class AllProofsTests
{
    [Fact]
    public void Proofs_are_weighed_and_explained_by_checks_that_there_are() =>
        Assert.All(AllProofs.List, proof => Assert.All(proof.ExplainedBy.Append(proof.Weight), id => Assert.True(Catalogue.Find(id) is not null, $"{proof.Id}: {id}")));

    [Fact]
    public void No_id_is_a_checks_and_each_is_of_its_area()
    {
        Assert.DoesNotContain(AllProofs.List, proof => Catalogue.Find(proof.Id) is not null);
        Assert.Equal(AllProofs.List.Count, AllProofs.List.Select(proof => proof.Id).Distinct().Count());
        Assert.All(AllProofs.List, proof => Assert.Matches("^[a-z]+\\.probe-[a-z-]+$", proof.Id));
        Assert.All(AllProofs.List, proof => Assert.Contains(proof.About.Area, Catalogue.All.Select(check => check.About.Area)));
    }

    [Fact]
    public void There_is_somebody_to_do_each() => Assert.Equal(AllProofs.List.Select(proof => proof.Id), Stage.Attempts.Select(attempt => attempt.Id));

    [Fact]
    public void An_engine_that_asks_for_a_port_requires_it_to_be_proven()
    {
        using var nothing = Root.Nothing();
        Requirements docker = AllEngines.Find("docker")!.Needs(new HostFacts(nothing));
        Proof port = AllProofs.Find("net.probe-port")!;

        Assert.Equal((Level.Optional, Level.Required), (port.LevelFor(docker, Needs.None), port.LevelFor(docker, Needs.Parse(["port:80"]))));
    }

    [Fact]
    public void Each_can_be_explained_and_is_listed()
    {
        string explained = Tests.Commands.Program.Run("explain", "userns.probe-mapped").Output;
        Assert.Contains("rootless-host prove does it. When it does not work, these checks say why:", explained, StringComparison.Ordinal);
        Assert.Contains("docker: required", explained, StringComparison.Ordinal);
        string list = Tests.Commands.Program.Run("list").Output;
        Assert.All(AllProofs.List, proof => Assert.Contains($"\n{proof.Id} ", list, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prove --root /tmp", "prove does things on this machine, and not in --root DIR")]
    [InlineData("check --prove --root /tmp", "check --prove does things on this machine, and not in --root DIR")]
    [InlineData("prove --only userns.probe-slef", "--only: no check 'userns.probe-slef'; did you mean userns.probe-self?")]
    [InlineData("prove-stage as", "this is for use by the program itself")]
    public void What_cannot_be_asked_is_64(string arguments, string error) =>
        Assert.Equal((64, "", $"rootless-host: {error}\n"), Tests.Commands.Program.Run(arguments.Split(' ')));

    [Theory]
    [InlineData("newuidmap: write to uid_map failed: Operation not permitted", "EPERM")]
    [InlineData("mount: /mnt: permission denied.", "EACCES")]
    [InlineData("time=\"now\" level=error msg=\"fork/exec: no space left on device\"", "ENOSPC")]
    [InlineData("something else", null)]
    public void The_error_is_found_in_a_programs_last_words(string words, string? name) => Assert.Equal(name, Errno.FromWords(words));
}
