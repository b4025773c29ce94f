using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>net.probe-publish</c>: something in the namespace listens, and a word comes from it through a port of the host's loopback address.</summary>
internal sealed class Publish : IAttempt
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public string Id => "net.probe-publish";

    public Outcome Try(Trial trial, string? engine)
    {
        if (EngineWay.Of(engine!, trial) is not { IsThere: true } way) return new Outcome(Id, engine, Status.Skip, "not without userns.probe-engine");
        if (way.Program != "rootlesskit" || engine == "buildkit") return new Outcome(Id, engine, Status.Skip, $"{engine} publishes a port of a container only, or none");
        if (!Calls.MayExecute(Trial.Self)) return trial.RunInside([]);
        // The lowest of those that are wanted asks for the most.
        int port = trial.Needs.Ports.Count > 0 ? trial.Needs.Ports.Min() : Free();
        RootlesskitNetwork network = RootlesskitNetwork.Of(trial, engine!);
        IReadOnlyList<string> options = network.Publishing(port);
        EngineWay publishing = EngineWay.Rootlesskit(trial, options);
        string word = RandomName.Next();
        string[] command = [.. publishing.Command, Trial.Self, Stage.Word, Stage.Inside, "listen", port.ToString(CultureInfo.InvariantCulture), word];
        using var child = new Child(trial.Keeper, command);
        try
        {
            Outcome outcome = Hear(trial, child, port, word)
                ? new Outcome("", null, Status.Pass, $"data came from the namespace through 127.0.0.1:{port}")
                : child.HasEnded ? trial.Judge(command, ended: child.Wait(trial.Limit), child, "") : Trial.Failed($"nothing came through 127.0.0.1:{port} within {trial.Limit.TotalSeconds:0.#} s{(child.LastError is { Length: > 0 } said ? $"; rootlesskit: {said}" : "")}", "ETIMEDOUT");
            return outcome with { Reason = $"{network.Stack}, port driver {network.Ports}: {outcome.Reason}", Command = trial.ByHand($"{publishing.ByHand} busybox nc -l -p {port} & nc 127.0.0.1 {port}") };
        }
        finally
        {
            child.End();
        }
    }

    // RootlessKit accepts before anything listens inside, and then has nothing to say.
    private static bool Hear(Trial trial, Child child, int port, string word)
    {
        byte[] block = new byte[word.Length];
        for (long until = Environment.TickCount64 + (long)trial.Limit.TotalMilliseconds; Environment.TickCount64 < until && !child.HasEnded; Thread.Sleep(Pause))
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 2000 };
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                int length = 0;
                for (int more; length < block.Length && (more = socket.Receive(block, length, block.Length - length, SocketFlags.None)) > 0;) length += more;
                if (Encoding.UTF8.GetString(block, 0, length) == word) return true;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
        return false;
    }

    private static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
