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
        Weighing[] weighings = weights.Of(checks, wish);
        Pose(wish, about);
        for (int i = 0; i < reported.Length; i++)
        {
            T check = checks[i];
            host.NeedsWereRead = false;
            Finding finding = Answer(check, weighings[i], look);
            reported[i] = ofParts is null ? weighings[i].Weigh(user, finding)
                : host.NeedsWereRead ? AskParts(check, i)
                : WeighParts(finding, i);
        }
        return new Answers(reported, ofParts);

        // The needs do not change what is so, only who minds.
        Judgement WeighParts(Finding finding, int i)
        {
            for (int part = 0; part < wish.Parts.Count; part++) ofParts[part][i] = weights.Of(checks, wish.Parts[part])[i].Weigh(user, finding);
            return weighings[i].Weigh(user, finding);
        }

        Judgement AskParts(T check, int i)
        {
            var findings = new Finding[wish.Parts.Count];
            for (int part = 0; part < findings.Length; part++)
            {
                Pose(wish.Parts[part], about);
                Weighing ofPart = weights.Of(checks, wish.Parts[part])[i];
                findings[part] = Answer(check, ofPart, look);
                ofParts[part][i] = ofPart.Weigh(user, findings[part]);
            }
            Status worst = Words.WorstFirst.First(status => ofParts.Any(judgements => judgements[i].Status == status));
            int[] those = [.. Enumerable.Range(0, findings.Length).Where(part => ofParts[part][i].Status == worst)];
            // As one wish they have one answer and one remedy: the lowest of several ports, not the last.
            Wish together = weights.Some(wish, those);
            Weighing ofAll = weights.Of(checks, together)[i];
            Pose(together, about);
            Finding finding = Answer(check, ofAll, look);
            Pose(wish, about);
            return ofAll.Weigh(user, finding);
        }
    }

    private void Pose(Wish wish, Action<IReadOnlyList<IEngine>> about)
    {
        host.Needs = wish.Needs;
        about(wish.Engines);
    }

    // The one place where a question that cannot be answered becomes an answer.
    private static Finding Answer<T>(T check, Weighing weighing, Func<T, Finding> look) where T : ICheck
    {
        if (weighing.Settled is { } settled) return settled;
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
