using RootlessHost.Checks;
using RootlessHost.Engines;
using RootlessHost.Facts;

namespace RootlessHost.Reports;

/// <summary>Asks checks for a wish. Once each; only a check that looks at the needs is asked again for each part of a wish that has parts.</summary>
internal sealed class Questions(HostFacts host, Weights weights)
{
    /// <param name="checks">The checks.</param>
    /// <param name="user">The account that they are about; null for the host.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="look">Asks one of them.</param>
    /// <param name="about">Tells the facts which engines a question is about.</param>
    public Answers Ask<T>(IReadOnlyList<T> checks, string? user, Wish wish, Func<T, Finding> look, Action<IReadOnlyList<IEngine>> about) where T : ICheck
    {
        var reported = new Judgement[checks.Count];
        Judgement[][]? ofParts = wish.Parts.Count == 1 ? null : [.. wish.Parts.Select(_ => new Judgement[checks.Count])];
        Pose(wish, about);
        for (int i = 0; i < reported.Length; i++)
        {
            T check = checks[i];
            host.NeedsWereRead = false;
            Finding finding = Answer(check, wish, look);
            reported[i] = ofParts is null ? weights.Weigh(check, user, finding, wish)
                : host.NeedsWereRead ? AskParts(check, wish, i)
                : WeighParts(check, wish, finding, i);
        }
        return new Answers(reported, ofParts);

        // The needs do not change what is so, only who minds.
        Judgement WeighParts(T check, Wish wish, Finding finding, int i)
        {
            for (int part = 0; part < wish.Parts.Count; part++) ofParts[part][i] = weights.Weigh(check, user, finding, wish.Parts[part]);
            return weights.Weigh(check, user, finding, wish);
        }

        Judgement AskParts(T check, Wish wish, int i)
        {
            var findings = new Finding[wish.Parts.Count];
            for (int part = 0; part < findings.Length; part++)
            {
                Pose(wish.Parts[part], about);
                findings[part] = Answer(check, wish.Parts[part], look);
                ofParts[part][i] = weights.Weigh(check, user, findings[part], wish.Parts[part]);
            }
            Status worst = Words.WorstFirst.First(status => ofParts.Any(judgements => judgements[i].Status == status));
            int[] those = [.. Enumerable.Range(0, findings.Length).Where(part => ofParts[part][i].Status == worst)];
            // As one wish they have one answer and one remedy: the lowest of several ports, not the last.
            Wish together = weights.Some(wish, those);
            Pose(together, about);
            Finding finding = Answer(check, together, look);
            Pose(wish, about);
            return weights.Weigh(check, user, finding, together);
        }
    }

    private void Pose(Wish wish, Action<IReadOnlyList<IEngine>> about)
    {
        host.Needs = wish.Needs;
        about(wish.Engines);
    }

    // The one place where a question that cannot be answered becomes an answer.
    private Finding Answer<T>(T check, Wish wish, Func<T, Finding> look) where T : ICheck
    {
        if (weights.Of(check.About.Id, wish).Count == 0) return Finding.Skip($"{string.Join(", ", wish.Engines.Select(engine => engine.Name))} can do without");
        if (check.About.Running && host.IsImage) return Finding.Skip("an image has no running kernel or session");
        try
        {
            return look(check);
        }
        catch (IOException failure)
        {
            return Finding.Unknown(failure.Message);
        }
    }
}
