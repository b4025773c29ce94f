namespace RootlessHost.Messages;

public static partial class AllMessages
{
    private static Message[] Ids =>
    [
        new("newuidmap: write to uid_map failed: Operation not permitted", "newuidmap", "The kernel refused the map of ids: newuidmap has no privilege, may not use it, or the ids are not this container's to give.",
            ["subid.helpers-priv", "userns.nnp", "userns.capbset", "host.nested", "userns.apparmor-profile"], Shadow + "lib/idmapping.c")
        {
            Or = ["newgidmap: write to gid_map failed: Operation not permitted"],
        },
        new("newuidmap: write to uid_map failed: Invalid argument", "newuidmap", "The kernel found the map of ids malformed: ranges that overlap each other, the user's own id among them, or too many lines.",
            ["subid.self", "subid.extents", "subid.reserved", "subid.syntax", "host.nested"], "https://github.com/containers/buildah/pull/3775")
        {
            Or = ["newgidmap: write to gid_map failed: Invalid argument"],
        },
        new("newuidmap: open of uid_map failed: Permission denied", "newuidmap", "newuidmap lost its privilege on the way: a file capability beside the setuid bit, a mount without either, or a container.",
            ["subid.helpers-priv", "userns.nnp", "host.nested", "userns.capbset"], PodmanIssue + "20336")
        {
            Or = ["newgidmap: open of gid_map failed: Permission denied", "newuidmap: open of uid_map failed: Operation not permitted"],
        },
        new("newuidmap: uid range … not allowed", "newuidmap", "The ids asked for are not the user's, as /etc/subuid has it.",
            ["subid.present", "subid.size", "subid.syntax", "subid.nss-user", "subid.provider", "engine.lxc"], Shadow + "src/newuidmap.c")
        {
            Or = ["newgidmap: gid range … not allowed"],
        },
        new("newuidmap: Could not set caps", "newuidmap", "The session's capability bounding set leaves newuidmap without what it needs.", ["userns.capbset", "host.nested", "userns.nnp"], Shadow + "lib/idmapping.c")
        {
            Or = ["newgidmap: Could not set caps"],
        },
        new("newuidmap: Target process is owned by a different user", "newuidmap", "The process is another user's, or the user's group is not the one that its account has.", ["subid.nss-user", "host.user", "sec.hidepid"],
            Shadow + "src/newuidmap.c")
        {
            Or = ["newgidmap: Target process is owned by a different user", "newuidmap: Target process # is owned by a different user"],
        },
        new("newuidmap: Cannot determine your user name", "newuidmap", "The account cannot be looked up.", ["host.user", "subid.nss-user"], Shadow + "src/newuidmap.c")
        {
            Or = ["newgidmap: Cannot determine your user name"],
        },
        new("newuidmap: Could not stat directory for target process", "newuidmap", "/proc hides the process.", ["sec.hidepid", "host.nested"], Shadow + "src/newuidmap.c")
        {
            Or = ["newuidmap: Could not open proc directory for target", "newgidmap: Could not stat directory for target process"],
        },
        new("newuidmap: executable file not found in PATH", "the engine", "newuidmap and newgidmap are not installed.", ["subid.helpers"], Podman + "troubleshooting.md")
        {
            Or = ["newgidmap: executable file not found in PATH", "newuidmap: command not found", "newuidmap binary not found", "newuidmap binary is missing", "finding newuidmap … not found"],
        },
        new("failed to setup UID/GID map", "rootlesskit", "The ids could not be mapped; what follows in the message says why.",
            ["subid.present", "subid.helpers", "subid.helpers-priv", "subid.self", "subid.size", "userns.nnp"], RootlessKit + "pkg/parent/parent.go"),
        new("failed to setup UID/GID map: newuidmap … failed: : exit status 1", "rootlesskit", "newuidmap failed and said nothing.",
            ["subid.helpers-priv", "subid.self", "subid.present", "userns.nnp"], RootlessKitIssue + "229"),
        new("No subuid ranges found for user #", "rootlesskit", "The user has no subordinate uids.", ["subid.present", "subid.nss-user", "subid.syntax", "subid.provider"], RootlessKit + "pkg/parent/idtools/idtools.go")
        {
            Or = ["No subgid ranges found for user #"],
        },
        new("no subuid ranges found for user … in /etc/subuid", "podman", "The user has no subordinate uids.", ["subid.present", "subid.nss-user", "subid.syntax", "subid.provider"], Storage + "pkg/idtools/idtools.go")
        {
            Or = ["no subgid ranges found for … in /etc/subgid", "cannot find UID/GID for user", "cannot find mappings for user"],
        },
        new("failed to get subuids by the username", "rootlesskit", "getsubids found no subordinate uids for the user.", ["subid.present", "subid.getsubids", "subid.provider", "subid.nss-user"],
            RootlessKit + "pkg/parent/dynidtools/dynidtools.go")
        {
            Or = ["failed to get subgids by the username"],
        },
        new("Cannot parse subuid/gid information: Format not correct for * file", "rootlesskit", "A line of the file is malformed, and the program reads no further.", ["subid.syntax"],
            RootlessKit + "pkg/parent/idtools/idtools.go"),
        new("String to int conversion failed during subuid/gid parsing", "rootlesskit", "A line of the file has no number where one belongs.", ["subid.syntax"], RootlessKit + "pkg/parent/idtools/idtools.go"),
        new("Using rootless single mapping into the namespace", "podman", "The user has no subordinate ids, so that only its own is mapped.", ["subid.present", "subid.helpers", "subid.stale-podman"],
            Podman + "pkg/rootless/rootless_linux.go"),
        new("there might not be enough IDs available in the namespace", "podman", "A file of the image belongs to an id that the user's ranges do not reach.",
            ["subid.size", "subid.present", "subid.stale-podman", "subid.syntax", "subid.helpers"], "https://github.com/containers/storage/pull/747")
        {
            Or = ["potentially insufficient UIDs or GIDs available in * user namespace", "potentially insufficient UIDs available in user namespace", "potentially insufficient UIDs or GIDs available in user namespace"],
        },
        new("lchown … invalid argument", "the engine", "A file of the image belongs to an id that the user's ranges do not reach.", ["subid.size", "subid.present", "subid.stale-podman"],
            "https://docs.docker.com/engine/security/rootless/troubleshoot/"),
        new("mount devpts to *dev/pts: Invalid argument", "crun", "A terminal is to belong to group 5, which the user's ranges do not reach.", ["subid.present", "subid.size", "subid.helpers"], CrunIssue + "166")
        {
            Or = ["mounting devpts to rootfs at *dev/pts caused: mount through * invalid argument"],
        },
        new("parsing message from fd # EOF", "rootlesskit", "The other half of rootlesskit gave up, and says why above: mostly the ids.", ["subid.helpers-priv", "subid.present", "subid.size", "userns.nnp"],
            "https://github.com/moby/buildkit/issues/3331"),
        new("User not listed in /etc/subuid, trying root-mapped namespace", "apptainer", "The user has no subordinate ids, so that only one id can be mapped.", ["subid.present", "subid.size"], Apptainer + "internal/pkg/runtime/launch/launcher_linux.go"),
        new("setup user: invalid argument", "runc", "The container is to run as an id that the user's ranges do not reach.", ["subid.size", "subid.present", "subid.stale-podman"], Podman + "troubleshooting.md"),
        new("cannot setuid to unmapped uid # in user namespace", "runc", "The container is to run as an id that the user's ranges do not reach.", ["subid.size", "subid.present", "subid.stale-podman"], Runc + "init_linux.go")
        {
            Or = ["cannot setgid to unmapped gid # in user namespace"],
        },
        new("not enough unused IDs in user namespace", "podman", "The user's ranges are used up by the containers that have ids of their own.", ["subid.size", "subid.present"], Storage + "types/errors.go"),
        new("cannot set up namespace using *newuidmap", "podman", "newuidmap failed; what stands above says why.", ["subid.helpers-priv", "subid.present", "subid.self", "userns.nnp", "host.nested"],
            Podman + "pkg/rootless/rootless_linux.go")
        {
            Or = ["cannot setup namespace using *newuidmap", "cannot set up namespace using *newgidmap", "cannot setup namespace using newuidmap"],
        },
        new("nomap requires additional UIDs or GIDs defined in /etc/subuid and /etc/subgid", "podman", "The user has no subordinate ids.", ["subid.present", "subid.stale-podman"], Podman + "pkg/util/utils.go"),
        new("Your system is not configured with subuids", "lxc", "There is no /etc/subuid.", ["subid.present", "subid.provider"], Lxc + "conf.c")
        {
            Or = ["Your system is not configured with subgids"],
        },
        new("You do not have subuids or subgids allocated", "lxc", "The user has no subordinate ids.", ["subid.present", "subid.nss-user", "subid.syntax"], Lxc + "conf.c")
        {
            Or = ["Unprivileged containers require subuids and subgids", "Failed to find subuid or subgid allocation"],
        },
        new("You must either run as root, or define uid mappings", "lxc", "The user's LXC configuration maps no ids.", ["engine.lxc", "subid.present"], Lxc + "conf.c"),
        new("newuidmap is lacking necessary privileges", "lxc", "newuidmap has neither the setuid bit nor its file capability.", ["subid.helpers-priv"], Lxc + "idmap_utils.c")
        {
            Or = ["newgidmap is lacking necessary privileges"],
        },
        new("newuidmap failed to write mapping", "lxc", "newuidmap refused the ids of the container's configuration.", ["engine.lxc", "subid.present", "subid.size", "subid.helpers-priv", "subid.self", "host.nested"],
            "https://github.com/canonical/lxd/issues/6885")
        {
            Or = ["newgidmap failed to write mapping", "Failed to set up id mapping"],
        },
        new("Could not access * Please grant it x access, or add an ACL for the container", "lxc", "The container's root may not pass through a folder above its files, such as a home.", ["engine.lxc", "storage.path"], Lxc + "start.c"),
        new("no mapping entry found in /etc/subuid for", "apptainer", "The user has no subordinate ids.", ["subid.present", "subid.nss-user", "subid.syntax"], Apptainer + "internal/pkg/fakeroot/fakeroot.go")
        {
            Or = ["no mapping entry found in /etc/subgid for"],
        },
        new("/etc/subuid mapping found but no user namespace available for fakeroot", "apptainer", "The ids are there, and user namespaces are not.", NoNamespace, Apptainer + "cmd/internal/cli/build_linux.go"),
        new("Can't create ID mappings", "dockerd", "The account that Docker maps containers to has no subordinate ids.", ["engine.userns-remap", "subid.present"], MobyIssue + "38712"),
        new("couldn't create subordinate ID ranges", "dockerd", "Docker could not give its account subordinate ids.", ["engine.userns-remap"], Moby + "daemon/internal/usergroup/add_linux.go"),
        new("a subdirectory in your graphroot path … restricts access to the remapped root uid/gid", "dockerd", "The account that Docker maps containers to may not pass through a folder above Docker's data.",
            ["engine.userns-remap"], Moby + "daemon/daemon_unix.go"),
    ];
}
