namespace RootlessHost.Facts;

/// <summary>A socket that waits for others, proc_net(5).</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Port">The port.</param>
/// <param name="Uid">Whose it is.</param>
public readonly record struct Listener(string Protocol, int Port, uint Uid);
