using System.Collections.ObjectModel;

namespace RootlessHost.Linux.Tests;

/// <summary>What is given to an account is looked at once more when it is given: the account may have put something else there meanwhile.</summary>
public sealed class GiftTests : IDisposable
{
    private const uint Alice = 4242;

    private readonly Scratch _scratch = new();
    private readonly WritableRoot _root;

    public GiftTests()
    {
        if (Identity.Uid != 0) Assert.Skip("only root gives something away");
        Calls.SetMode(_scratch.Folder, 0b111_101_101);
        _root = WritableRoot.At(_scratch.Folder);
        Make("/home", 0);
        Make("/home/alice", Alice);
        Make("/home/alice/.local", Alice);
        Make("/home/alice/.local/share", 0);
    }

    public void Dispose()
    {
        _root.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void An_empty_directory_within_its_own_is_given()
    {
        Give("/home/alice/.local/share");

        Assert.Equal((Alice, Alice), Calls.OwnerOf(_scratch.On("/home/alice/.local/share")));
    }

    [Fact]
    public void One_that_holds_something_is_not()
    {
        Make("/home/alice/.local/share/x", 0);

        Assert.Equal("read /home/alice/.local/share: not an empty directory: it is not given away with what it holds", Assert.Throws<RefusedException>(() => Give("/home/alice/.local/share")).Message);
        Assert.Equal((0u, 0u), Calls.OwnerOf(_scratch.On("/home/alice/.local/share")));
    }

    [Theory]
    [InlineData("/home/alice/.local", 0u)]
    [InlineData("/home/alice/.local", 4243u)]
    public void One_beyond_anothers_is_not(string above, uint owner)
    {
        Calls.Own(_scratch.On(above), owner, owner);

        Assert.Throws<RefusedException>(() => Give("/home/alice/.local/share"));
    }

    [Fact]
    public void One_that_everybody_could_have_put_there_is_not()
    {
        Make("/tmp", 0);
        Calls.SetMode(_scratch.On("/tmp"), 0b001_111_111_111);
        Make("/tmp/x", 0);

        Assert.Throws<RefusedException>(() => Give("/tmp/x"));
    }

    [Fact]
    public void One_that_is_a_link_by_now_is_not()
    {
        Make("/srv", 0);
        Directory.Delete(_scratch.On("/home/alice/.local/share"));
        File.CreateSymbolicLink(_scratch.On("/home/alice/.local/share"), _scratch.On("/srv"));

        Assert.Throws<RefusedException>(() => Give("/home/alice/.local/share"));
        Assert.Equal((0u, 0u), Calls.OwnerOf(_scratch.On("/srv")));
    }

    [Fact]
    public void In_a_place_of_roots_alone_what_was_anothers_is_given_back()
    {
        Make("/srv", 0);
        _scratch.Write("/srv/program", "x");
        Calls.SetMode(_scratch.On("/srv/program"), 0b111_101_101);

        _root.SetAttributes("/srv/program", new FileState(null, 0b111_101_101, 0, 0, ReadOnlyDictionary<string, byte[]>.Empty), new FileState(null, 0b111_101_101, Alice, Alice, ReadOnlyDictionary<string, byte[]>.Empty));

        Assert.Equal((Alice, Alice), Calls.OwnerOf(_scratch.On("/srv/program")));
    }

    private void Give(string path)
    {
        const uint Mode = 0b111_101_101;
        _root.SetAttributes(path, new FileState(null, Mode, 0, 0, ReadOnlyDictionary<string, byte[]>.Empty), new FileState(null, Mode, Alice, Alice, ReadOnlyDictionary<string, byte[]>.Empty));
    }

    private void Make(string path, uint owner)
    {
        Directory.CreateDirectory(_scratch.On(path));
        Calls.SetMode(_scratch.On(path), 0b111_101_101);
        Calls.Own(_scratch.On(path), owner, owner);
    }
}
