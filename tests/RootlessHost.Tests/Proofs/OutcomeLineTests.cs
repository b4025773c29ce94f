using RootlessHost.Checks;
using RootlessHost.Proofs;

namespace RootlessHost.Tests.Proofs;

/// <summary>What the process that is the user says is the user's word.</summary>
public sealed class OutcomeLineTests
{
    [Fact]
    public void An_outcome_comes_back_as_it_was()
    {
        var outcome = new Outcome("net.probe-driver", "podman", Status.Fail, "slirp4netns: \"no\"\n", "EPERM", "podman unshare true") { IsOwn = true };

        Assert.Equal(outcome, OutcomeLine.Parse(OutcomeLine.Of(outcome)));
        Assert.DoesNotContain('\n', OutcomeLine.Of(outcome));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pass")]
    [InlineData("[]")]
    [InlineData("""{"id":"net.probe-driver","status":"pass"}""")]
    [InlineData("""{"id":"net.probe-driver","status":"good","reason":"x"}""")]
    [InlineData("""{"id":"subid.size","status":"pass","reason":"no proof"}""")]
    [InlineData("""{"id":["net.probe-driver"],"status":"pass","reason":"x"}""")]
    [InlineData("""{"id":"net.probe-driver","status":"pass","reason":"x","engine":{"deep":{"er":1}}}""")]
    public void Anything_else_is_none(string line) => Assert.Null(OutcomeLine.Parse(line));

    [Fact]
    public void A_long_story_is_cut()
    {
        string line = OutcomeLine.Of(new Outcome("net.probe-driver", null, Status.Fail, new string('x', 100_000)));

        Assert.Equal(4096, OutcomeLine.Parse(line)!.Reason.Length);
    }
}
