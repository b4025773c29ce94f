using System.Net;
using System.Net.Sockets;
using RootlessHost.Daemon;

namespace RootlessHost.Tests.Daemon;

public sealed class ListenPlaceTests
{
    [Theory]
    [InlineData("127.0.0.1:10469", "Local")]
    [InlineData("127.8.9.1:1", "Local")]
    [InlineData("[::1]:10469", "Local")]
    [InlineData("0.0.0.0:10469", "Withheld")]
    [InlineData("[::]:10469", "Withheld")]
    [InlineData("192.0.2.7:80", "Withheld")]
    [InlineData("unix:/run/rootless-host/health.sock", "Full")]
    public void Names_and_reasons_are_told_on_this_machine_alone(string word, string detail)
    {
        var place = ListenPlace.Parse(word);

        Assert.Equal(word, place.ToString());
        Assert.Equal(detail, ListenPlace.DetailOf(place.Place, "auto").ToString());
        Assert.Equal(Detail.Full, ListenPlace.DetailOf(place.Place, "full"));
        Assert.Equal(Detail.Withheld, ListenPlace.DetailOf(place.Place, "withheld"));
    }

    [Theory]
    [InlineData("localhost:80")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("unix:relative")]
    [InlineData("")]
    public void Anything_else_is_refused(string word) =>
        Assert.Equal($"'{word}': {(word.StartsWith("unix:", StringComparison.Ordinal) ? "unix: and an absolute path" : "ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH")}", Assert.Throws<FormatException>(() => ListenPlace.Parse(word)).Message);

    [Fact]
    public void A_sockets_path_has_107_bytes()
    {
        Assert.NotNull(ListenPlace.Parse("unix:/" + new string('x', 106)));
        Assert.EndsWith("a socket's path has at most 107 bytes", Assert.Throws<FormatException>(() => ListenPlace.Parse("unix:/" + new string('x', 107))).Message);
    }

    [Fact]
    public void What_a_killed_process_left_is_taken_over_and_nothing_else_is()
    {
        string folder = Directory.CreateTempSubdirectory("rootless-host-").FullName;
        try
        {
            string path = Path.Combine(folder, "s");
            using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                // Bound under another name, so that nobody removes it when it is closed.
                killed.Bind(new UnixDomainSocketEndPoint(path + "1"));
                File.Move(path + "1", path);
            }
            var place = new UnixDomainSocketEndPoint(path);
            using Socket first = ListeningSocket.Bound(place);
            first.Listen();

            Assert.Equal("-rw-rw-rw-"[1..], Mode(path));
            Assert.Equal($"listen on unix:{path}: another program listens there", Assert.Throws<IOException>(() => ListeningSocket.Bound(place)).Message);
            File.WriteAllText(path + "2", "mine");
            Assert.Throws<IOException>(() => ListeningSocket.Bound(new UnixDomainSocketEndPoint(path + "2")));
            Assert.Equal("mine", File.ReadAllText(path + "2"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Mode(string path) => string.Concat("rwxrwxrwx".Select((letter, bit) => ((int)File.GetUnixFileMode(path) & (1 << (8 - bit))) != 0 ? letter : '-'));
}
