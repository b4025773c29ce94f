namespace RootlessHost.Linux;

/// <summary>Forgets what was seen of accounts that are done with, where there are very many.</summary>
public sealed partial class Root
{
    private bool _forgetsNothing;

    /// <summary>Whatever is seen from now on is wanted afterwards, however much it is.</summary>
    public void ForgetNothing() => _forgetsNothing = true;

    /// <summary>From now on it is asked for another account; or for none in particular.</summary>
    /// <returns>What was kept of other accounts may be forgotten.</returns>
    public bool Turn(bool isAccounts)
    {
        if (_forgetsNothing) return false;
        if (_seen.Turn(isAccounts)) Forget();
        return true;
    }

    private void Forget()
    {
        if (_forgotten is not null) AddAccounts(_forgotten);
        _seen.Forget();
        Viewer anybody = _viewers[Question.OfAll];
        _viewers.Clear();
        _viewers[Question.OfAll] = anybody;
    }
}
