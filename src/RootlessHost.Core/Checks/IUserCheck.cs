using RootlessHost.Facts;

namespace RootlessHost.Checks;

/// <summary>One question about one account, answered from its facts and its host's.</summary>
public interface IUserCheck : ICheck
{
    /// <exception cref="IOException">The question could not be answered; reported as unknown.</exception>
    Finding Look(UserFacts user);
}
