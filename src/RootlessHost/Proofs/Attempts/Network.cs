using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RootlessHost.Checks;
using RootlessHost.Linux;

namespace RootlessHost.Proofs.Attempts;

/// <summary><c>net.probe-driver</c>: something in the namespace connects to a port of the host's loopback address, and gets a word from there.</summary>
internal sealed class Network : IAttempt
{
    public string Id => "net.probe-driver";

    public Outcome Try(Trial trial, string? engine)
    {
        if (EngineWay.Of(engine!, trial) is not { IsThere: true } way) return new Outcome(Id, engine, Status.Skip, "not without userns.probe-engine");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1);
        string word = RandomName.Next();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var speaking = new CancellationTokenSource();
        Task talk = Speak(listener, word, speaking.Token);
        try
        {
            return way.Program switch
            {
                "podman" => ByPodman(trial, way, port, word),
                "rootlesskit" => ByRootlesskit(trial, engine!, port, word),
                "unshare" when engine == "k3s" => new Outcome(Id, engine, Status.Skip, "k3s has RootlessKit built in, which makes a network only with all of k3s"),
                _ => new Outcome(Id, engine, Status.Skip, $"{engine} uses the host's network"),
            };
        }
        finally
        {
            speaking.Cancel();
            talk.Wait();
        }
    }

    private static async Task Speak(TcpListener listener, string word, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using Socket peer = await listener.AcceptSocketAsync(stop);
                await peer.SendAsync(System.Text.Encoding.UTF8.GetBytes(word), SocketFlags.None, stop);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // Nobody listens any more.
        }
    }

    private static Outcome ByRootlesskit(Trial trial, string engine, string port, string word)
    {
        RootlesskitNetwork network = RootlesskitNetwork.Of(trial, engine);
        EngineWay way = EngineWay.Rootlesskit(trial, network.Options);
        Outcome outcome = trial.RunInside(way.Command, "connect", port, word);
        return outcome with { Reason = $"{network.Stack}: {outcome.Reason}", Command = trial.ByHand($"{way.ByHand} ip route") };
    }

    // Podman makes a network namespace and tells a program to fill it; so does this.
    private static Outcome ByPodman(Trial trial, EngineWay way, string port, string word)
    {
        (string net, string? program) = StackOf(trial);
        string command = trial.ByHand($"{way.ByHand} unshare --net sleep 60 & {(net == "pasta" ? "pasta --config-net $!" : "slirp4netns --configure $! tap0")}");
        if (program is null) return Trial.Failed($"{net} is not installed", "ENOENT") with { Command = command };
        if (trial.Program("unshare") is not { } unshare) return new Outcome("", null, Status.Unknown, "unshare, of util-linux, is not installed");
        if (!Linux.Calls.MayExecute(Trial.Self)) return trial.RunInside([]);
        string[] inside = [.. way.Command, unshare, "--net", "--mount", "--", Trial.Self, Stage.Word, Stage.Inside, "connect", port, word];
        using var held = new Child(trial.Keeper, inside);
        Child? stack = null;
        try
        {
            string? pid = held.Hear("pid ", trial.Limit);
            if (pid is null || held.HasEnded) return trial.Judge(inside, held.Wait(trial.Limit), held, "") with { Command = command };
            stack = new Child(trial.Keeper, net == "pasta"
                ? [program, "--config-net", "--foreground", "-t", "none", "-u", "none", "-T", "none", "-U", "none", pid]
                : [program, "--configure", "--mtu=65520", "--enable-sandbox", "--enable-seccomp", pid, "tap0"]);
            // Without a stack there will be no route to wait for.
            _ = Task.WaitAny([held.Ending, stack.Ending], trial.Limit);
            if (stack.HasEnded && IsRunning(pid)) return trial.Judge([program], stack.Wait(TimeSpan.Zero), stack, "") with { Command = command };
            // pasta ends with the namespace, and podman, which holds it, a little later.
            bool ended = held.Wait(stack.HasEnded ? trial.Limit : TimeSpan.Zero);
            Outcome outcome = trial.Judge(inside, ended, held, "");
            return outcome with { Reason = $"{net}: {outcome.Reason}", Command = command };
        }
        finally
        {
            stack?.End();
            stack?.Dispose();
            held.End();
        }
    }

    // As Podman chooses: pasta from 5 on, slirp4netns before, unless containers.conf says otherwise.
    private static (string Name, string? Program) StackOf(Trial trial)
    {
        string? configured = trial.User.ContainersConf["network", "default_rootless_network_cmd"];
        bool isNew = trial.Host.VersionOf("podman") is { Major: >= 5 };
        string name = configured is "pasta" or "slirp4netns" ? configured
            : isNew || trial.Program("slirp4netns") is null ? "pasta"
            : "slirp4netns";
        return (name, trial.Program(name));
    }

    // What has ended and was not waited for yet has no command line any more.
    private static bool IsRunning(string pid)
    {
        try
        {
            return Linux.Calls.Read($"/proc/{pid}/cmdline").Length > 0;
        }
        catch (Linux.PosixException)
        {
            return false;
        }
    }
}
