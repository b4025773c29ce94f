using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class SssdConfTests
{
    [Fact]
    public void Active_Directory_maps_ids_unless_told_not_to()
    {
        Assert.Equal(new SssdConf(200_000, 2_000_200_000, 200_000), SssdConf.Parse("[sssd]\ndomains = x\n[domain/x]\nid_provider = ad\n"));
        Assert.Null(SssdConf.Parse("[domain/x]\nid_provider = ad\nldap_id_mapping = False\n"));
        Assert.Null(SssdConf.Parse("[domain/x]\nid_provider = ldap\n"));
        Assert.NotNull(SssdConf.Parse("[domain/x]\nid_provider = ldap\nldap_id_mapping = true\n"));
    }

    [Fact]
    public void A_slice_is_where_an_account_of_the_domain_lies() =>
        Assert.Equal(new IdRange(600_000, 200_000), SssdConf.Parse("[domain/x]\nid_provider=ad\n")!.SliceOf(700_123));

    [Fact]
    public void Any_text_is_read() => Gen.String[Gen.Char["[]domain/x=\nid_provider ad#;0123"], 0, 80].Sample(text => { _ = SssdConf.Parse(text)?.SliceOf(1); });
}
