namespace RootlessHost.Tests.Checks.Subid;

/// <summary>A Debian with alice (1000) and bob (1001), whose files of subordinate ids the test says.</summary>
internal static class SubidHost
{
    public const string Passwd = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\nbob:x:1001:1001::/home/bob:/bin/bash\n";

    public const string Group = "root:x:0:\nalice:x:1000:\nbob:x:1001:\n";

    /// <param name="subuid">/etc/subuid; null for none.</param>
    /// <param name="subgid">/etc/subgid; null for the same as /etc/subuid.</param>
    /// <param name="shadow">The version of the package uidmap; null for no package.</param>
    /// <param name="engines">podman where none is named.</param>
    public static FixtureHost Of(string? subuid, string? subgid = null, string? shadow = null, params string[] engines)
    {
        var host = new FixtureHost { Engines = engines.Length > 0 ? engines : ["podman"] };
        host["/etc/os-release"] = "ID=debian\nVERSION_ID=\"12\"\n";
        host["/etc/passwd"] = Passwd;
        host["/etc/group"] = Group;
        if (subuid is not null) host["/etc/subuid"] = subuid;
        if ((subgid ?? subuid) is { } gids) host["/etc/subgid"] = gids;
        if (shadow is not null) host["/var/lib/dpkg/status"] = $"Package: uidmap\nStatus: install ok installed\nVersion: 1:{shadow}+dfsg1-1\n\n";
        return host;
    }
}
