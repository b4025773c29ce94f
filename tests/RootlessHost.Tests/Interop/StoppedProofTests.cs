using System.Globalization;
using System.Text.Json;
using RootlessHost.Tests.Shipped;

namespace RootlessHost.Tests.Interop;

/// <summary>A user may stop and kill whatever runs with that user's uid, root's proofs too: they come to their end, and others' proofs are what they would be.</summary>
public sealed class StoppedProofTests
{
    // As the first user, over and over: what is being proven for that user, and what would clean up after it.
    private const string Evil = """
        cat >$PWD/evil.py <<'END'
        import os, signal, time
        while True:
            for pid in os.listdir('/proc'):
                try:
                    if pid.isdigit() and os.stat('/proc/' + pid).st_uid == 4200 and b'prove-stage' in open('/proc/' + pid + '/cmdline', 'rb').read(): os.kill(int(pid), signal.SIGWHICH)
                except OSError: pass
        END
        setpriv --reuid 4200 --regid 4200 --clear-groups python3 - <$PWD/evil.py & evil=$!
        sleep 0.5
        kill -0 $evil 2>/dev/null || exit 77
        """;

    [Theory]
    [InlineData("STOP", "prove --each 5 --timeout 40")]
    [InlineData("STOP", "check --prove --timeout 40")]
    [InlineData("KILL", "prove --each 5 --timeout 40")]
    public void It_is_unknown_for_who_stops_it_and_as_ever_for_others(string signal, string verb)
    {
        using Strangers strangers = Two();
        Ending ending = strangers.Run($$"""
            "$0" prove --user s1 --engine podman --only userns.probe-self --format json >$PWD/alone.json || exit 77
            {{Evil.Replace("WHICH", signal, StringComparison.Ordinal)}}
            date +%s.%N >$PWD/start
            "$0" {{verb}} --user s0 --user s1 --engine podman --only "userns.*" --format json >$PWD/both.json; status=$?
            date +%s.%N >$PWD/end
            kill $evil; wait $evil 2>/dev/null
            pgrep -f 'prove-stag[e] (as|sweep|inside)' >$PWD/left
            exit $status
            """);
        Assert.SkipWhen(ending.Status == 77, "no user namespaces, or no python3, here");

        Assert.Equal((1, ""), (ending.Status, ending.Errors));
        Assert.Equal("", Read(strangers, "left"));
        Assert.InRange(Seconds(strangers, "end") - Seconds(strangers, "start"), 0, 40);
        using var document = JsonDocument.Parse(Read(strangers, "both.json"));
        string list = verb.StartsWith("check", StringComparison.Ordinal) ? "findings" : "proofs";
        Dictionary<string, string> statuses = document.RootElement.GetProperty(list).EnumerateArray().Where(proof => proof.GetProperty("id").GetString() == "userns.probe-self")
            .ToDictionary(proof => proof.GetProperty("user").GetString()!, proof => proof.GetProperty("status").GetString()!);
        Assert.Equal(("unknown", "pass"), (statuses["s0"], statuses["s1"]));
    }

    [Theory]
    [InlineData("--timeout 20", 0, 124, 20)]
    [InlineData("--timeout 600", 2, 130, 12)] // of which two seconds are before the signal
    public void It_ends_when_it_is_told_to(string options, int interruptAfter, int status, int most)
    {
        using Strangers strangers = Two();
        Ending ending = strangers.Run($$"""
            {{Evil.Replace("WHICH", "STOP", StringComparison.Ordinal)}}
            date +%s.%N >$PWD/start
            "$0" prove --user s0 --engine podman --only "userns.*" {{options}} >/dev/null 2>&1 & program=$!
            [ {{interruptAfter}} = 0 ] || { sleep {{interruptAfter}}; kill -INT $program; }
            wait $program; status=$?
            date +%s.%N >$PWD/end
            kill $evil; wait $evil 2>/dev/null
            pgrep -f 'prove-stag[e] (as|sweep|inside)' >$PWD/left
            exit $status
            """);

        Assert.SkipWhen(ending.Status == 77, "no python3 here");
        Assert.Equal((status, "", ""), (ending.Status, ending.Errors, Read(strangers, "left")));
        Assert.InRange(Seconds(strangers, "end") - Seconds(strangers, "start"), 0, most);
    }

    private static Strangers Two()
    {
        var strangers = new Strangers();
        strangers.Add((_, _) => { });
        strangers.Add((_, _) => { });
        return strangers;
    }

    private static double Seconds(Strangers strangers, string file) => double.Parse(Read(strangers, file), CultureInfo.InvariantCulture);

    private static string Read(Strangers strangers, string file) => File.ReadAllText(Path.Combine(strangers.Folder, file));
}
