namespace RootlessHost.Linux.Tests;

/// <summary>What is kept of accounts that are done with.</summary>
public sealed class TurnTests
{
    private const int Many = 400; // accounts, with so many files each that not all is kept

    [Fact]
    public void Of_very_many_accounts_what_one_alone_asked_for_is_forgotten_and_what_others_ask_for_is_not()
    {
        using Scratch scratch = Host();
        using var root = Root.At(scratch.Folder);
        Look(root, Many);

        scratch.Write("/home/user0/file0", "new").Write("/etc/ours", "new").Write("/etc/theirs", "new").Write($"/home/user{Many - 1}/file0", "new");

        Assert.Equal("new", root.ReadText("/home/user0/file0"));
        Assert.Equal("old", root.ReadText("/etc/ours"));
        Assert.Equal("old", root.ReadText("/etc/theirs"));
        Assert.Equal("old", root.ReadText($"/home/user{Many - 1}/file0"));
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(Many, true)]
    public void Of_few_accounts_and_where_all_of_it_is_wanted_nothing_is_forgotten(int accounts, bool isWanted)
    {
        using Scratch scratch = Host();
        using var root = Root.At(scratch.Folder);
        if (isWanted) root.ForgetNothing();
        Look(root, accounts);

        scratch.Write("/home/user0/file0", "new");

        Assert.Equal("old", root.ReadText("/home/user0/file0"));
    }

    [Fact]
    public void What_was_large_is_forgotten_though_it_was_not_much()
    {
        using var scratch = new Scratch();
        for (int i = 0; i < 20; i++) scratch.Write($"/home/user{i}/large", new string('x', 900_000));
        using var root = Root.At(scratch.Folder);
        for (int i = 0; i < 20; i++)
        {
            root.Turn(isAccounts: true);
            _ = root.Read($"/home/user{i}/large");
        }

        scratch.Write("/home/user0/large", "new");

        Assert.Equal("new", root.ReadText("/home/user0/large"));
    }

    [Fact]
    public void A_change_of_what_was_forgotten_is_noticed_as_far_as_there_are_watches_and_of_the_hosts_files_before_all()
    {
        using Scratch scratch = Host();
        using var root = Root.At(scratch.Folder);
        root.KeepPlaces();
        Look(root, Many);
        using var changes = new ChangeWatch(TimeSpan.Zero);
        changes.Follow(root);
        changes.Rest(TimeSpan.FromMilliseconds(1));

        Assert.Equal(Waking.Time, changes.Wait(TimeSpan.FromMilliseconds(50)));
        scratch.Write("/home/user0/file0", "new");
        Assert.Equal(Waking.Change, changes.Wait(TimeSpan.FromSeconds(10)));
        scratch.Write("/etc/theirs", "new");
        Assert.Equal(Waking.Change, changes.Wait(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, changes.Unwatched);
    }

    [Fact]
    public void Folders_that_are_too_many_are_counted()
    {
        using var scratch = new Scratch();
        for (int i = 0; i < ChangeWatch.MostFolders + 500; i++) scratch.Write($"/home/user{i}/file", "old");
        scratch.Write("/etc/ours", "old");
        using var root = Root.At(scratch.Folder);
        root.KeepPlaces();
        for (int i = 0; i < ChangeWatch.MostFolders + 500; i++)
        {
            root.Turn(isAccounts: true);
            _ = root.ReadText($"/home/user{i}/file");
            for (int absent = 0; absent < 20; absent++) _ = root.ReadText($"/home/user{i}/absent{absent}");
            _ = root.ReadText("/etc/ours");
        }
        using var changes = new ChangeWatch(TimeSpan.Zero);

        changes.Follow(root);

        Assert.Equal((ChangeWatch.MostFolders, 502), (changes.Folders, changes.Unwatched));
        scratch.Write("/etc/ours", "new");
        Assert.Equal(Waking.Change, changes.Wait(TimeSpan.FromSeconds(10)));
    }

    private static Scratch Host() => new Scratch().Write("/home/user0/file0", "old").Write($"/home/user{Many - 1}/file0", "old").Write("/etc/ours", "old").Write("/etc/theirs", "old");

    private static void Look(Root root, int accounts)
    {
        _ = root.ReadText("/etc/ours");
        for (int i = 0; i < accounts; i++)
        {
            root.Turn(isAccounts: true);
            for (int file = 0; file < 60; file++) _ = root.ReadText($"/home/user{i}/file{file}");
            _ = root.ReadText("/etc/theirs");
        }
        root.Turn(isAccounts: false);
    }
}
