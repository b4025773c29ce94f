namespace RootlessHost.Facts;

/// <summary>One profile of a file of AppArmor policy, apparmor.d(5).</summary>
/// <param name="Line">The line of its head.</param>
/// <param name="Name">As the kernel lists it.</param>
/// <param name="Attachments">The patterns of the programs that it is for, with braces and variables expanded; empty for a profile that others change to.</param>
/// <param name="Flags"><c>unconfined</c>, <c>complain</c>, …</param>
/// <param name="Userns">It has a rule that allows (true) or denies (false) user namespaces; null without one.</param>
public sealed record AppArmorProfile(int Line, string Name, IReadOnlyList<string> Attachments, IReadOnlyList<string> Flags, bool? Userns)
{
    /// <summary>
    /// It lets its program create user namespaces: by a rule, or because it forbids nothing. A confining profile without a rule of its own is taken at
    /// its packager's word: the rule may be in what it includes.
    /// </summary>
    public bool MayCreateNamespaces => Userns ?? !Flags.Contains("unconfined");

    public bool AttachesTo(string program) => Attachments.Any(pattern => AppArmorGlob.Matches(pattern, program));
}
