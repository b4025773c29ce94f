using System.Diagnostics;
using System.Text;
using System.Text.Json;
using RootlessHost.Checks;
using RootlessHost.Reports;
using RootlessHost.Tests.Daemon;
using RootlessHost.Tests.Reports;

namespace RootlessHost.Tests.Shipped;

/// <summary>The memory of the shipped program where there are very many accounts, whatever they have in their files.</summary>
public sealed class ManyAccountsTests
{
    private const double MostOfDaemon = 128; // MiB, of the endpoint's unit

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("prometheus")]
    public void What_was_read_of_one_account_is_not_kept_for_the_next(string format)
    {
        using var host = new ManyAccounts(2000, kibibytes: 128);

        (int status, _, double peak) = host.Run("check", "--all-users", "--engine", "podman", "--format", format, "--output", Path.Combine(host.Folder, "answer"));

        Assert.InRange(status, 0, 1);
        Assert.InRange(peak, 1, 100); // the files are 250 MiB
    }

    [Fact]
    public void Every_finding_of_many_accounts_is_printed_and_is_what_was_counted()
    {
        using var host = new ManyAccounts(1000, kibibytes: 1);

        (_, string output, _) = host.Run("check", "--all-users", "--engine", "podman", "--format", "json");

        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement[] findings = [.. report.RootElement.GetProperty("findings").EnumerateArray()];
        foreach (JsonProperty counted in report.RootElement.GetProperty("summary").EnumerateObject())
        {
            Assert.Equal(counted.Value.GetInt32(), findings.Count(finding => finding.GetProperty("status").GetString() == counted.Name));
        }
        string?[] rows = [.. findings.Where(finding => finding.GetProperty("id").GetString() == "subid.present").Select(finding => finding.GetProperty("user").GetString())];
        Assert.Equal([.. Enumerable.Range(0, 1000).Select(i => $"user{i}")], rows);
    }

    [Fact]
    public void Watch_needs_no_more_than_its_unit_has()
    {
        using var host = new ManyAccounts(8001, kibibytes: 12);
        string report = Path.Combine(host.Folder, "report.json");
        using Process watch = Process.Start(new ProcessStartInfo(Binary.Path, ["watch", "--all-users", "--engine", "podman", "--root", host.Folder, "--report", report]) { UseShellExecute = false, RedirectStandardError = true })!;
        watch.ErrorDataReceived += (_, _) => { };
        watch.BeginErrorReadLine();
        try
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(report), TimeSpan.FromSeconds(60)), "it has published nothing");

            Assert.InRange(PeakOf(watch.Id), 1, MostOfDaemon); // the files are 94 MiB
            using JsonDocument published = JsonDocument.Parse(File.ReadAllBytes(report));
            Assert.Equal(8001, published.RootElement.GetProperty("scope").GetProperty("users").GetArrayLength());
        }
        finally
        {
            watch.Kill();
            watch.WaitForExit();
        }
    }

    [Fact]
    public void The_largest_report_is_served_within_the_units_memory_and_its_page_is_short()
    {
        using var served = new Served([Binary.Path], Large(0));

        for (int i = 1; i <= 3; i++)
        {
            string report = Large(i);
            Assert.InRange(Encoding.UTF8.GetByteCount(report), ReportDocument.MostBytes * 9L / 10, ReportDocument.MostBytes);
            served.Publish(report);
            served.Until(() => served.Ask("/v1/checks/subid.size").Body.Contains($"{i} of them", StringComparison.Ordinal) ? "" : null, "it serves that report");
            Assert.Equal(report, served.Ask("/v1/report").Body);
            using JsonDocument check = JsonDocument.Parse(served.Ask("/v1/checks/subid.size").Body);
            Assert.Equal(9000, check.RootElement.GetProperty("findings").GetArrayLength());
            Assert.InRange(served.Ask("/").Body.Length, 1000, 4 << 20);
            Assert.Equal(503, served.Ask("/readyz?user=user7").Status);
        }

        Assert.InRange(PeakOf(served.Id), 1, MostOfDaemon);
    }

    [Fact]
    public void Who_reads_a_report_that_two_others_have_followed_gets_no_more_of_it()
    {
        using var served = new Served([Binary.Path], Large(0));
        using var slow = served.Connect();
        slow.ReceiveBufferSize = 4096;
        slow.Send("GET /v1/report HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
        byte[] some = new byte[1024];
        int got = slow.Receive(some);

        for (int i = 1; i <= 2; i++)
        {
            served.Publish(Large(i));
            served.Until(() => served.Ask("/v1/checks/subid.size").Body.Contains($"{i} of them", StringComparison.Ordinal) ? "" : null, "it serves that report");
        }

        long all = got;
        byte[] block = new byte[1 << 16];
        try
        {
            for (int length; (length = slow.Receive(block)) > 0;) all += length;
        }
        catch (System.Net.Sockets.SocketException reset) when (reset.SocketErrorCode == System.Net.Sockets.SocketError.ConnectionReset)
        {
            // So it is told.
        }
        Assert.InRange(all, 1, ReportDocument.MostBytes * 8L / 10);
        Assert.Equal(200, served.Ask("/livez").Status);
    }

    private static double PeakOf(int id) =>
        long.Parse(File.ReadLines($"/proc/{id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0;

    // 9,000 findings, each of a user, and no two alike.
    private static string Large(int number)
    {
        string text = new('x', 1850);
        return Served.Document(default, [.. Enumerable.Range(0, 9000).Select(i => Sample.Of("subid.size", $"user{i}", Finding.Fail($"{number} of them: {i}").Because(new Evidence("/etc/subuid", i + 1, text))))]);
    }
}
