using RootlessHost.Facts;
using RootlessHost.Linux;
using RootlessHost.Remedies;

namespace RootlessHost.Checks.Engine;

/// <summary>Apptainer can mount its images without being root.</summary>
internal sealed class Apptainer : IHostCheck
{
    private static readonly string[] Folders = ["/usr/libexec", "/usr/lib", "/usr/local/libexec", "/usr/lib64"];

    public About About { get; } = new("engine.apptainer", "Apptainer can mount its images without being root")
    {
        Reads = "starter-suid and squashfuse below /usr/libexec/apptainer/bin and in /usr/bin",
        Why = "Without its setuid starter, the default since 1.1, an image file is mounted by squashfuse; without that, it is unpacked at every start.",
        Sources = ["https://apptainer.org/docs/admin/main/user_namespace.html", "https://apptainer.org/docs/admin/main/installation.html"],
    };

    public Finding Look(HostFacts host) => (Part(host, "starter-suid"), host.Program("squashfuse_ll", "squashfuse") ?? Part(host, "squashfuse_ll") ?? Part(host, "squashfuse")) switch
    {
        _ when host.Program("apptainer", "singularity") is null => Finding.FollowsFrom("engine.present"),
        ({ } starter, _) when host.Root.Stat(starter) is { IsSetuid: true } => Finding.Pass($"{starter} is setuid root: images are mounted by the kernel"),
        (_, { } squashfuse) => Finding.Pass(squashfuse),
        _ => Finding.Warn("squashfuse is not installed: images are unpacked at every start").With(Packages.RemedyFor(host.Os, "squashfuse")),
    };

    private static string? Part(HostFacts host, string name) =>
        (from folder in Folders
         from engine in (string[])["apptainer", "singularity"]
         let path = $"{folder}/{engine}/bin/{name}"
         where host.Root.Stat(path) is { Kind: FileKind.Regular }
         select path).FirstOrDefault();
}
