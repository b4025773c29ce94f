using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Serilog;

namespace RootlessHost.Daemon;

/// <summary>Answers requests from the snapshot, straight on Kestrel's own request: without routing, middleware or anything else in between.</summary>
internal sealed class HealthApplication(Snapshots snapshots, ILogger log) : IHttpApplication<Guest>
{
    private const int Piece = 8 * 1024;
    private const int Short = 3 * 1024; // with the headers in a block of Kestrel's

    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues ByAccept = "Accept";
    private static readonly StringValues Methods = "GET, HEAD, OPTIONS";
    private static readonly StringValues Close = "close";
    private static readonly StringValues Metrics = "text/plain; version=0.0.4; charset=utf-8";
    private static readonly StringValues OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static readonly (string, string?)[] MetricsTypes = [("text/plain", "0.0.4"), ("application/openmetrics-text", "1.0.0")];
    private static readonly (string, string?)[] HealthTypes = [("application/health+json", null), ("application/json", null), ("text/plain", null)];
    private static readonly Answer Alive = Answer.Of(200, "ok");
    private static readonly Answer Busy = Answer.Of(503, "too many long answers are being sent\n");

    // An eighth of what the unit lets the process have. What is made for one question alone is a few kilobytes, unless somebody takes pains.
    private const long MostInFlight = 16 << 20;

    private readonly RequestCounts _counts = new();
    private readonly LogRate _log = new();
    private readonly InFlight _inFlight = new(MostInFlight);

    public Guest CreateContext(IFeatureCollection contextFeatures)
    {
        var connection = (IHostContextContainer<Guest>)contextFeatures; // Kestrel keeps it there from one request to the next
        if (connection.HostContext is { } known) return known;
        Guest guest = contextFeatures.GetRequiredFeature<Guest>();
        guest.Meet(contextFeatures);
        return connection.HostContext = guest;
    }

    public void DisposeContext(Guest context, Exception? exception)
    {
        context.BeAnswered();
        // A client that went away is no news, nor what Kestrel throws when it is written to.
        if (exception is not null && !context.IsGone && _log.Allows(out int more)) log.Error("bug: {Type:l}: {Message:l}{More:l}", exception.GetType().Name, exception.Message, more == 0 ? "" : $" (and {more} times before that nobody was told of)");
    }

    public Task ProcessRequestAsync(Guest context) => context.Ask() ? ProcessLater(context) : Process(context);

    private async Task ProcessLater(Guest guest)
    {
        await Task.Yield();
        await Process(guest);
    }

    private Task Process(Guest guest)
    {
        IHttpRequestFeature request = guest.Request;
        IHttpResponseFeature response = guest.Response;
        (Route route, string? id) = Routes.Of(request.Path);
        bool isHead = request.Method == HttpMethods.Head;
        IHeaderDictionary headers = response.Headers;
        headers.CacheControl = NoStore;
        headers.XContentTypeOptions = NoSniff;
        headers.Vary = ByAccept;
        if (guest.RequestBody.CanHaveBody)
        {
            headers.Connection = Close; // what it would have said is not read
            return Send(guest, route, Answer.Of(413, "no body is taken\n"), isHead);
        }
        if (request.Method == HttpMethods.Options && (route != Route.None || request.RawTarget == "*"))
        {
            headers.Allow = Methods;
            response.StatusCode = 204;
            _counts.Add(route, 204);
            return Task.CompletedTask;
        }
        if (!isHead && request.Method != HttpMethods.Get && request.Method != HttpMethods.Options)
        {
            headers.Allow = Methods;
            return Send(guest, route, Answer.Of(405, "GET, HEAD and OPTIONS alone\n"), isHead);
        }
        return route == Route.Metrics ? SendMetrics(guest, isHead) : Send(guest, route, AnswerTo(guest, route, id), isHead);
    }

    private Answer AnswerTo(Guest guest, Route route, string? id)
    {
        if (route == Route.Livez) return Alive;
        if (route == Route.None) return Answer.Of(404, "no such route: /livez /readyz /healthz /startedz /health /v1/report /v1/checks/ID /metrics /\n");
        Snapshot snapshot = snapshots.Current;
        if (route == Route.Startedz) return snapshots.HasStarted ? Alive : Answer.Of(503, snapshot.Trouble + "\n");
        Face face = snapshot.For(DetailOf(guest));
        IHttpRequestFeature request = guest.Request;
        try
        {
            Query? query = request.QueryString.Length > 1 ? Query.Parse(request.QueryString) : null;
            Answer answer = route switch
            {
                Route.Readyz => face.Ready("readyz", query),
                Route.Healthz => face.Ready("healthz", query),
                Route.ReadyzCheck => face.ReadyOf(id!, query),
                Route.Health => face.Health(query, Accept.Choose(request.Headers.Accept, HealthTypes)),
                Route.Report => face.Report,
                Route.Check => face.Check(id!),
                _ => face.Page,
            };
            return answer.Tag.Count > 0 && IsKnown(request.Headers.IfNoneMatch, answer.Tag.ToString()) ? answer with { Status = 304 } : answer;
        }
        catch (FormatException wrong)
        {
            return Answer.Of(400, wrong.Message + "\n");
        }
    }

    private Task Send(Guest guest, Route route, Answer answer, bool isHead)
    {
        IHttpResponseFeature response = guest.Response;
        IHeaderDictionary headers = response.Headers;
        bool isLong = !isHead && answer.Status != 304 && answer.Body.Length > Piece;
        if (isLong && !_inFlight.Admit(answer.Body))
        {
            headers.Connection = Close; // who asks for more in the same breath would be refused again and again
            (answer, isLong) = (Busy, false);
        }
        response.StatusCode = answer.Status;
        _counts.Add(route, answer.Status);
        if (answer.Tag.Count > 0) headers.ETag = answer.Tag;
        if (answer.Status == 304) return Task.CompletedTask;
        if (answer.Policy.Count > 0) headers.ContentSecurityPolicy = answer.Policy;
        if (answer.Status == 503) headers.RetryAfter = RetryAfter();
        headers.ContentType = answer.Type;
        headers.ContentLength = answer.Length;
        return isHead ? Task.CompletedTask : isLong ? WriteAdmitted(guest, answer) : Write(guest, answer.Body, answer.More, answer.Until);
    }

    private async Task WriteAdmitted(Guest guest, Answer answer)
    {
        try
        {
            await Write(guest, answer.Body, answer.More, answer.Until);
        }
        finally
        {
            _inFlight.Leave(answer.Body);
        }
    }

    private Task SendMetrics(Guest guest, bool isHead)
    {
        IHttpResponseFeature response = guest.Response;
        Snapshot snapshot = snapshots.Current;
        bool open = Accept.Choose(guest.Request.Headers.Accept, MetricsTypes) == 1;
        ReadOnlyMemory<byte> report = open ? snapshot.OpenMetrics : snapshot.Metrics;
        _counts.Add(Route.Metrics, 200);
        var counted = new ArrayBufferWriter<byte>(1024);
        _counts.Write(counted, open ? "# EOF\n"u8 : []);
        response.StatusCode = 200;
        response.Headers.ContentType = open ? OpenMetrics : Metrics;
        response.Headers.ContentLength = report.Length + counted.WrittenCount;
        return isHead ? Task.CompletedTask : Write(guest, report, [counted.WrittenMemory]);
    }

    // What is short goes with the headers, in one piece, when the request is over.
    private static Task Write(Guest guest, ReadOnlyMemory<byte> body, IReadOnlyList<ReadOnlyMemory<byte>> more, CancellationToken until = default)
    {
        IHttpResponseBodyFeature response = guest.ResponseBody;
        Task started = response.StartAsync(until);
        ReadOnlyMemory<byte> end = more.Count > 0 ? more[0] : default;
        int length = body.Length + end.Length;
        if (!started.IsCompletedSuccessfully || length > Short || more.Count > 1) return WriteLong(started, guest, [body, .. more], until);
        Span<byte> room = length == 0 ? [] : response.Writer.GetSpan(length);
        if (room.Length < length) return Task.CompletedTask; // nobody is there any more
        body.Span.CopyTo(room);
        end.Span.CopyTo(room[body.Length..]);
        response.Writer.Advance(length);
        return Task.CompletedTask;
    }

    // In pieces, each when there is room for it: a reader that does not read holds one of them, not the report.
    private static async Task WriteLong(Task started, Guest guest, IEnumerable<ReadOnlyMemory<byte>> parts, CancellationToken until)
    {
        await started;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            for (ReadOnlyMemory<byte> left = part; left.Length > 0;)
            {
                if (guest.IsGone) return;
                int length = Math.Min(left.Length, Piece);
                ValueTask<FlushResult> flushing = guest.ResponseBody.Writer.WriteAsync(left[..length], until);
                if (!flushing.IsCompletedSuccessfully) guest.Stalled = Environment.TickCount64;
                FlushResult flushed = await flushing;
                guest.Stalled = 0;
                if (flushed.IsCompleted || flushed.IsCanceled) return;
                left = left[length..];
            }
        }
    }

    private StringValues RetryAfter() => snapshots.HasStarted ? ((long)Math.Ceiling(snapshots.Current.Interval.TotalSeconds)).ToString() : "1";

    private static bool IsKnown(StringValues condition, string tag)
    {
        foreach (string? line in condition)
        {
            foreach (string one in (line ?? "").Split(','))
            {
                string known = one.Trim();
                if (known == "*" || (known.StartsWith("W/", StringComparison.Ordinal) ? known[2..] : known) == tag) return true;
            }
        }
        return false;
    }

    // A page in a browser of this machine can be made to ask loopback under its own name (DNS rebinding); it learns what strangers learn.
    private static Detail DetailOf(Guest guest) =>
        guest.Detail != Detail.Local ? guest.Detail : IsLocalName(guest.Request.Headers.Host.ToString()) ? Detail.Full : Detail.Withheld;

    private static bool IsLocalName(string host)
    {
        if (host.Length == 0) return true; // HTTP/1.0, which no browser speaks
        int end = host.StartsWith('[') ? host.IndexOf(']') + 1 : host.IndexOf(':');
        ReadOnlySpan<char> name = end > 0 ? host.AsSpan(0, end) : host;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(name, out _);
    }
}
