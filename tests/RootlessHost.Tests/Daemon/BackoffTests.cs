using RootlessHost.Daemon;

namespace RootlessHost.Tests.Daemon;

public sealed class BackoffTests
{
    private static readonly string[] Rows = ["give alice ids"];
    private static readonly string[] More = ["give alice ids", "set a mode"];

    [Fact]
    public void The_first_attempt_is_made_at_once() => Assert.Equal(TimeSpan.Zero, new Backoff().Left(At(0), Rows));

    [Fact]
    public void The_same_again_waits_twice_as_long_each_time_and_an_hour_at_most()
    {
        var backoff = new Backoff();
        TimeSpan now = At(0);
        var waits = new List<double>();
        for (int i = 0; i < 9; i++)
        {
            backoff.Try(now, Rows);
            TimeSpan left = backoff.Left(now, Rows);
            waits.Add(left.TotalMinutes);
            now += left;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
    }

    [Fact]
    public void Something_else_waits_a_minute()
    {
        var backoff = new Backoff();
        foreach (int minute in (int[])[0, 1, 3]) backoff.Try(At(minute), Rows);

        Assert.Equal(At(4), backoff.Left(At(3), Rows));
        Assert.Equal(At(1), backoff.Left(At(3), More));
        backoff.Try(At(4), More);
        Assert.Equal(At(1), backoff.Left(At(4), More));
    }

    [Fact]
    public void What_lasted_for_long_is_new_when_it_is_needed_again()
    {
        var backoff = new Backoff();
        backoff.Try(At(0), Rows);
        backoff.Try(At(1), Rows);
        Assert.Equal(At(2), backoff.Left(At(1), Rows));

        backoff.Try(At(60), Rows);
        Assert.Equal(At(1), backoff.Left(At(60), Rows));
    }

    private static TimeSpan At(int minute) => TimeSpan.FromMinutes(minute);
}
