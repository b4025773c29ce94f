namespace RootlessHost.Manual;

/// <summary>rootless-host.toml(5): the keys.</summary>
internal static class ConfigurationPage
{
    private static readonly string[] Examples = ["subordinate-ids.min", "subordinate-ids.max"];

    public static string Text(DateOnly date)
    {
        var page = new Roff("rootless-host.toml", 5, "what should be on a host, for rootless-host", date);
        page.Section("SYNOPSIS").Example($"{Configuration.Path}\n{Configuration.Folder}/*.toml");
        page.Section("DESCRIPTION")
            .Paragraph("What rootless-host(8) judges by and may do, where the command line does not say: TOML, and every key is optional. The file is read first, then those of the folder in the order of their names: "
                + "a later file's key replaces an earlier one's, [[profile]] tables add up.")
            .Paragraph("A key that there is not, a bad value and an unknown user are refused with file, line and column, and exit status 78. As root, a file that others than root may write is refused.")
            .Paragraph("A profile adds and takes nothing away: a user whom several name is judged for all their engines, each with the needs of the profiles that name that engine. "
                + "--user, --all-users, --engine or --need on the command line leaves the profiles out.");
        page.Section("KEYS");
        foreach ((string table, string title) in Settings.Tables)
        {
            if (table.Length > 0) page.Subsection(title);
            foreach (Setting setting in Settings.All.Where(setting => setting.Table == table))
            {
                page.Term(setting.Name, table == "profile" || Examples.Contains(setting.Key) ? setting.Long : $"{setting.Long} Default: {setting.Usual}.");
            }
        }
        page.Section("EXAMPLE").Example("needs = [\"limits\"]\n\n[subordinate-ids]\nallocate = \"by-uid\"\n\n[[profile]]\nusers = [\"@ci\"]\nengines = [\"podman\"]\nneeds = [\"port:80\", \"boot\"]");
        return page.SeeAlso("rootless-host(8)", "rootless-host-checks(7)", "login.defs(5)", "subuid(5)").ToString();
    }
}
