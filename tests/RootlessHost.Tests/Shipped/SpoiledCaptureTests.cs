namespace RootlessHost.Tests.Shipped;

/// <summary>A machine of which a file is spoiled is the one to capture.</summary>
public sealed class SpoiledCaptureTests
{
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/group")]
    [InlineData("/etc/login.defs")]
    [InlineData("/etc/nsswitch.conf")]
    [InlineData("/etc/os-release")]
    [InlineData("/etc/hostname")]
    public void Is_captured_and_replayed(string path)
    {
        using var folder = new FixtureHost();
        // A mount namespace of the test's own, in which a FIFO is in the file's place.
        string script = $"mkfifo {folder.On("/fifo")} && mount --bind {folder.On("/fifo")} {path} && {Binary.Path} capture {folder.On("/host.tar")} && mkdir {folder.On("/host")} && tar -x -f {folder.On("/host.tar")} -C {folder.On("/host")}";
        Ending capture = Binary.Start("unshare", ["--mount", "sh", "-c", script], clean: false);
        Assert.SkipWhen(capture.Errors.Contains("unshare", StringComparison.Ordinal) || capture.Errors.Contains("mount:", StringComparison.Ordinal), "no mount namespace: " + capture.Errors);

        Assert.Equal((0, ""), (capture.Status, capture.Errors));
        Ending check = Binary.Run("check", "--root", folder.On("/host"), "--format", "json", "--all-users", "--engine", "podman");
        Assert.True(check.Status is 0 or 1, $"{check.Status}: {check.Errors}");
    }
}
