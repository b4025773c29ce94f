using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RootlessHost.Linux;

namespace RootlessHost.Daemon;

/// <summary>Kestrel, by itself and with limits: HTTP/1.1 alone, no settings file, no container.</summary>
internal static class HealthServer
{
    private const int MostConnections = 512;
    private const int OtherFiles = 128;

    // Of what a client asks ahead and of what it does not take so much is kept, and no more than a piece beyond. Kestrel's own limits are not those of its sockets, which are a
    // megabyte and 64 KiB; whatever a thousand clients do, this is less than half of what the unit may have.
    private const int MostAhead = 8 * 1024;
    private const int MostBehind = 16 * 1024;

    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public static async Task<KestrelServer> Start(HealthApplication application, IReadOnlyList<ListenPlace> listeners, IReadOnlyList<(int Descriptor, EndPoint? Place)> passed, string policy, CancellationToken stop)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = new NoServices() };
        Limit(options.Limits);
        var heartbeat = new Heartbeat();
        var crowd = new Crowd(Math.Max(((int)OpenFileLimit.Raise((2 * MostConnections) + OtherFiles) - OtherFiles) / 2, 1), heartbeat);
        foreach (ListenPlace listener in listeners)
        {
            Detail detail = ListenPlace.DetailOf(listener.Place, policy);
            if (listener.Place is IPEndPoint address) options.Listen(address, listen => Configure(listen, crowd, detail));
            else options.ListenUnixSocket($"{listener.Place}", listen => Configure(listen, crowd, detail));
        }
        foreach ((int descriptor, EndPoint? place) in passed) options.ListenHandle((ulong)descriptor, listen => Configure(listen, crowd, ListenPlace.DetailOf(place, policy)));
        // A request is answered from memory, so it is quickest answered by the thread that read it. And each is read at once, rather than after asking the kernel whether there is anything:
        // that saves a system call of four, and costs the 4 KiB of each connection that says nothing.
        var sockets = new SocketTransportOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false, CreateBoundListenSocket = Bound, Backlog = 512, MaxReadBufferSize = MostAhead, MaxWriteBufferSize = MostBehind };
        var server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        await server.StartAsync(application, stop);
        heartbeat.Start(server, crowd);
        return server;
    }

    private static System.Net.Sockets.Socket Bound(EndPoint place) =>
        place is FileHandleEndPoint ? SocketTransportOptions.CreateDefaultBoundListenSocket(place) : ListeningSocket.Bound(place);

    private static void Configure(ListenOptions listen, Crowd crowd, Detail detail)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection => crowd.Serve(connection, detail, next));
    }

    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = 4 * 1024;
        limits.MaxRequestHeadersTotalSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestBufferSize = MostAhead;
        limits.MaxRequestBodySize = 0;
        limits.MaxResponseBufferSize = MostBehind;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(75); // a scrape a minute keeps its connection
        // Counted for what it has not taken yet, which is two pieces at most.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(5));
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
