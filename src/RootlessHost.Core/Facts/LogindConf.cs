namespace RootlessHost.Facts;

/// <summary>What logind does to a user's processes at logout: logind.conf(5).</summary>
public sealed class LogindConf
{
    /// <summary>The setting that says yes to KillUserProcesses=; null where the last one says no or none speaks: distributions build it so.</summary>
    public UnitSetting? KillUserProcesses { get; private init; }

    /// <summary>The accounts whose processes are killed, and no others; empty for all.</summary>
    public IReadOnlyList<string> KillOnlyUsers { get; private init; } = [];

    public IReadOnlyList<string> KillExcludeUsers { get; private init; } = ["root"];

    /// <summary>The setting by which what an account left behind is killed when its session ends; null when nothing is.</summary>
    public UnitSetting? Kills(string user) =>
        !KillExcludeUsers.Contains(user) && (KillOnlyUsers.Count == 0 || KillOnlyUsers.Contains(user)) ? KillUserProcesses : null;

    public static LogindConf From(IEnumerable<UnitSetting> settings)
    {
        UnitSetting[] login = [.. settings.Where(setting => setting.Section == "Login")];
        UnitSetting? kill = login.LastOrDefault(setting => setting is { Key: "KillUserProcesses", Boolean: not null });
        return new LogindConf
        {
            KillUserProcesses = kill?.Boolean == true ? kill : null,
            KillOnlyUsers = Last("KillOnlyUsers") ?? [],
            KillExcludeUsers = Last("KillExcludeUsers") ?? ["root"],
        };

        string[]? Last(string key) => login.LastOrDefault(setting => setting.Key == key)?.Words.ToArray();
    }
}
