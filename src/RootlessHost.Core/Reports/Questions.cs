using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;
using RootlessHost.Linux;

namespace RootlessHost.Reports;

/// <summary>Asks checks for a wish. Once each; only a check that looks at the needs is asked again for each part of a wish that has parts.</summary>
internal sealed class Questions(HostFacts host, Weights weights)
{
    private const string WayHome = "storage.path";

    private static readonly Finding TooMuch = Finding.Unknown($"more than {Brief.MostOfAccount >> 10} KiB of text would have to be told of this account");

    /// <param name="checks">The checks.</param>
    /// <param name="user">The account that they are about; null for the host.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="facts">What they look at.</param>
    /// <param name="look">Asks one of them.</param>
    /// <param name="about">Tells the facts which engines a question is about.</param>
    public Answers Ask<T, TFacts>(
        IReadOnlyList<T> checks, string? user, Wish wish, TFacts facts, Func<T, TFacts, Finding> look, Action<TFacts, IReadOnlyList<IEngine>> about) where T : ICheck
    {
        var reported = new Judgement[checks.Count];
        Judgement[][]? ofParts = wish.Parts.Count == 1 ? null : ForParts(wish.Parts.Count, checks.Count);
        Weighing[] weighings = weights.Of(checks, wish);
        Pose(wish, facts, about);
        int told = 0;
        for (int i = 0; i < reported.Length; i++)
        {
            host.NeedsWereRead = false;
            Finding finding = Answer(checks[i], weighings[i], facts, look);
            if (user is not null && (told += Brief.Length(finding)) > Brief.MostOfAccount) finding = TooMuch;
            reported[i] = ofParts is null ? weighings[i].Weigh(user, finding)
                : host.NeedsWereRead ? AskParts(checks, i, user, wish, ofParts, facts, look, about)
                : WeighParts(checks, i, user, wish, ofParts, finding);
        }
        return new Answers(reported, ofParts);
    }

    private static Judgement[][] ForParts(int parts, int checks) => [.. Enumerable.Range(0, parts).Select(_ => new Judgement[checks])];

    // The needs do not change what is so, only who minds.
    private Judgement WeighParts<T>(IReadOnlyList<T> checks, int i, string? user, Wish wish, Judgement[][] ofParts, Finding finding) where T : ICheck
    {
        for (int part = 0; part < wish.Parts.Count; part++) ofParts[part][i] = weights.Of(checks, wish.Parts[part])[i].Weigh(user, finding);
        return weights.Of(checks, wish)[i].Weigh(user, finding);
    }

    private Judgement AskParts<T, TFacts>(
        IReadOnlyList<T> checks, int i, string? user, Wish wish, Judgement[][] ofParts, TFacts facts, Func<T, TFacts, Finding> look, Action<TFacts, IReadOnlyList<IEngine>> about) where T : ICheck
    {
        for (int part = 0; part < ofParts.Length; part++)
        {
            Pose(wish.Parts[part], facts, about);
            Weighing ofPart = weights.Of(checks, wish.Parts[part])[i];
            ofParts[part][i] = ofPart.Weigh(user, Answer(checks[i], ofPart, facts, look));
        }
        Status worst = Words.WorstFirst.First(status => ofParts.Any(judgements => judgements[i].Status == status));
        int[] those = [.. Enumerable.Range(0, ofParts.Length).Where(part => ofParts[part][i].Status == worst)];
        // As one wish they have one answer and one remedy: the lowest of several ports, not the last.
        Wish together = weights.Some(wish, those);
        Weighing ofAll = weights.Of(checks, together)[i];
        Pose(together, facts, about);
        Finding finding = Answer(checks[i], ofAll, facts, look);
        Pose(wish, facts, about);
        return ofAll.Weigh(user, finding);
    }

    private void Pose<TFacts>(Wish wish, TFacts facts, Action<TFacts, IReadOnlyList<IEngine>> about)
    {
        host.Needs = wish.Needs;
        about(facts, wish.Engines);
    }

    // The one place where a question that cannot be answered becomes an answer.
    private static Finding Answer<T, TFacts>(T check, Weighing weighing, TFacts facts, Func<T, TFacts, Finding> look) where T : ICheck
    {
        if (weighing.Settled is { } settled) return settled;
        try
        {
            return Brief.Of(look(check, facts));
        }
        catch (PosixException failure) when (failure.IsPermission && check.About.Id != WayHome && facts is UserFacts user
            && $"{failure.Path}/".StartsWith($"{user.Account.Home.TrimEnd('/')}/", StringComparison.Ordinal) && Checks.Storage.Path.ClosedToItself(user) is not null)
        {
            // What keeps whoever asks from looking there keeps the account's engines from it too. A home that is closed to others alone stays unknown to them.
            return Finding.FollowsFrom(user.IsHomeShut ? "host.user" : WayHome);
        }
        catch (IOException failure)
        {
            return Brief.Of(Finding.Unknown(failure.Message));
        }
        catch (Exception bug) when (bug is ArgumentException or FormatException or IndexOutOfRangeException or KeyNotFoundException or NullReferenceException or ArithmeticException)
        {
            // What somebody wrote into a file was not thought of. It must not keep the others from their answers, and the engine that needs this one is not ready.
            return Brief.Of(Finding.Unknown($"bug: {bug.GetType().Name}: {bug.Message}"));
        }
    }
}
