using System.Text;
using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies.Steps;

namespace RootlessHost.Remedies;

/// <summary>A kernel parameter has a value, now and after every boot (sysctl.d(5)).</summary>
/// <param name="Key">With dots: <c>net.ipv4.ip_forward</c>.</param>
/// <param name="Value">As sysctl(8) takes it.</param>
public sealed record SetSysctl(string Key, string Value) : Change(Key)
{
    public const string UsualFile = "/etc/sysctl.d/99-rootless-host.conf";

    /// <summary>Where it is kept: a name that sorts after every file that sets the key to something else.</summary>
    public string File { get; init; } = UsualFile;

    public override string Summary => $"set {Key} to {Value}";

    internal override void Draw(Draft draft)
    {
        DraftedFile file = draft.File(File);
        string line = $"{Key} = {Value}";
        SysctlSetting[] own = [.. SysctlFile.Parse(file.Text).Where(setting => !setting.IsGlob && setting.IsFor(Key))];
        string? live = draft.Host.Sysctl(Key);
        if (own is not [.., { Value: var written }] || written != Value)
        {
            if (own.Length == 0) file.Append(line);
            else file.Write(Encoding.UTF8.GetBytes(Replaced(file.Text, [.. own.Select(setting => setting.Line)], line)));
            draft.Say("sysctl", Key, live, Value);
        }
        if (live is null || !draft.IsLive || SysctlStep.AreSame(live, Value)) return;
        draft.Do(new SysctlStep(Key, live, Value));
        draft.Assume(new AssumedFile(HostFacts.SysctlPath(Key), Encoding.UTF8.GetBytes(Value + "\n")));
    }

    // Every line of a file that sets the key: the last one counts, and one that says something else would only puzzle.
    private static string Replaced(string text, HashSet<int> numbers, string line) =>
        string.Join('\n', text.Split('\n').Select((old, index) => numbers.Contains(index + 1) ? line : old));

    public override IEnumerable<string> Commands => [$"sysctl -w {Shell.Quote($"{Key}={Value}")}", Shell.Append($"{Key} = {Value}", File)];
}
