using System.Runtime.InteropServices;
using System.Text;

namespace RootlessHost.Linux.Tests;

/// <summary>What we say of C's structures, against what the C compiler says.</summary>
public sealed class LayoutTests
{
    private const string Program = """
        #include <pwd.h>
        #include <stddef.h>
        #include <sys/vfs.h>
        #include <dirent.h>
        #include <linux/inet_diag.h>
        #include <linux/netlink.h>
        #define SAME(a, b) _Static_assert((a) == (b), #a)
        SAME(sizeof(struct passwd), PASSWD_SIZE);
        SAME(offsetof(struct passwd, pw_uid), PASSWD_UID);
        SAME(offsetof(struct passwd, pw_dir), PASSWD_DIR);
        SAME(offsetof(struct statfs, f_bsize), 8);
        SAME(offsetof(struct statfs, f_bavail), 32);
        SAME(offsetof(struct statfs, f_ffree), 48);
        _Static_assert(sizeof(struct statfs) <= 256, "statfs");
        SAME(offsetof(struct dirent, d_reclen), 16);
        SAME(offsetof(struct dirent, d_name), 19);
        SAME(sizeof(struct nlmsghdr), 16);
        SAME(offsetof(struct nlmsghdr, nlmsg_flags), 6);
        SAME(sizeof(struct inet_diag_req_v2), DIAG_REQUEST);
        SAME(offsetof(struct inet_diag_req_v2, idiag_states), DIAG_STATES);
        SAME(sizeof(struct inet_diag_msg), DIAG_ANSWER);
        SAME(offsetof(struct inet_diag_msg, id.idiag_sport), DIAG_PORT);
        SAME(offsetof(struct inet_diag_msg, id.idiag_src), DIAG_ADDRESS);
        SAME(offsetof(struct inet_diag_msg, idiag_uid), DIAG_UID);
        SAME(offsetof(struct inet_diag_msg, idiag_inode), DIAG_INODE);
        int main(void) { return 0; }
        """;

    [Fact]
    public void Structures_are_as_the_compiler_lays_them_out()
    {
        using Scratch scratch = new Scratch().Write("/layout.c", Program);
        Assert.SkipWhen(Scratch.Run("gcc", "--version") is null, "no C compiler");

        string? compiled = Scratch.Run(
            "gcc", "-c", "-D_FILE_OFFSET_BITS=64", scratch.On("/layout.c"), "-o", scratch.On("/layout.o"),
            $"-DPASSWD_SIZE={Marshal.SizeOf<Libc.passwd>()}",
            $"-DPASSWD_UID={Marshal.OffsetOf<Libc.passwd>(nameof(Libc.passwd.pw_uid))}",
            $"-DPASSWD_DIR={Marshal.OffsetOf<Libc.passwd>(nameof(Libc.passwd.pw_dir))}",
            $"-DDIAG_REQUEST={SocketDiagnosis.RequestSize}",
            $"-DDIAG_STATES={SocketDiagnosis.StatesOffset}",
            $"-DDIAG_ANSWER={SocketDiagnosis.AnswerSize}",
            $"-DDIAG_PORT={SocketDiagnosis.PortOffset}",
            $"-DDIAG_ADDRESS={SocketDiagnosis.AddressOffset}",
            $"-DDIAG_UID={SocketDiagnosis.UidOffset}",
            $"-DDIAG_INODE={SocketDiagnosis.InodeOffset}");

        Assert.NotNull(compiled);
    }

    [Fact]
    public void The_name_service_knows_root()
    {
        NameServiceUser root = NameService.Find("root")!;

        Assert.Equal((0u, "root"), (root.Uid, NameService.Find(0)!.Name));
        Assert.Null(NameService.Find("no-such-user-" + Guid.NewGuid()));
        Assert.Contains(NameService.All(1000), user => user.Name == "root");
        Assert.True(Encoding.UTF8.GetByteCount(root.Home) > 0);
    }
}
