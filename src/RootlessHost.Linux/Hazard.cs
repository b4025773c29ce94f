namespace RootlessHost.Linux;

/// <summary>What an account's path may meet where something is mounted.</summary>
/// <param name="Type">The filesystem's type, as mountinfo has it: <c>nfs4</c>, <c>proc</c>.</param>
/// <param name="IsOfKernel">The kernel makes up what is in it, for each process that asks: nobody's files lie there.</param>
/// <param name="MayNotAnswer">A server or another program answers, or does not.</param>
public sealed record Hazard(string Type, bool IsOfKernel, bool MayNotAnswer);
