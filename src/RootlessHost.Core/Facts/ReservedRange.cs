namespace RootlessHost.Facts;

/// <summary>Ids that somebody has plans for, whether or not an account has them today.</summary>
/// <param name="Range">The ids.</param>
/// <param name="Name">Whose they are, after "the ids of": <c>systemd's dynamic users</c>.</param>
/// <param name="IsFatal">A subordinate range there is a way to become somebody else; otherwise it is only unwise.</param>
public sealed record ReservedRange(IdRange Range, string Name, bool IsFatal)
{
    /// <summary>The lowest id that a subordinate range may have: below are 16-bit ids, all of them spoken for.</summary>
    public const ulong Lowest = 65536;

    /// <summary>From here on ids are negative to programs that keep them in an int: devpts, setfsuid(2).</summary>
    public const ulong Signed = 1UL << 31;

    /// <summary>The ids that accounts of systemd-homed may own files with, beside their own (systemd: docs/UIDS-GIDS.md).</summary>
    public static IdRange Homed { get; } = Between(524_288, 1_879_048_191);

    /// <summary>The ids that systemd reserves, uid_t's last, and what else is so on every host; in rising order, disjoint.</summary>
    public static IReadOnlyList<ReservedRange> Everywhere { get; } =
    [
        new(Between(0, 0), "root", IsFatal: true),
        new(Between(1, 999), "system users", IsFatal: true),
        new(Between(1000, 60_000), "local users", IsFatal: true),
        new(Between(60_001, 60_513), "systemd-homed", IsFatal: true),
        new(Between(60_514, 60_577), "containers' host users", IsFatal: true),
        new(Between(60_578, 60_705), "greeters", IsFatal: true),
        new(Between(60_706, 61_183), "no one yet", IsFatal: true),
        new(Between(61_184, 65_519), "systemd's dynamic users", IsFatal: true),
        new(Between(65_520, 65_533), "no one yet", IsFatal: true),
        new(Between(65_534, 65_534), "nobody", IsFatal: true),
        new(Between(65_535, 65_535), "the 16-bit -1", IsFatal: true),
        new(Between(2_147_352_576, 2_147_418_111), "systemd's foreign files", IsFatal: false),
        new(Between(2_147_483_648, 4_294_967_294), "the ids from 2^31", IsFatal: false),
        new(Between(4_294_967_295, 4_294_967_295), "-1", IsFatal: true),
    ];

    public static IdRange Between(ulong first, ulong last) => new(first, last - first + 1);
}
