"""A hit is about our name and a party, under whatever name and in whatever list that stands."""

from dataclasses import replace

from onboarding.domain.screening import Entry, Hit

MAIN = Entry("Bekker Group", list="us.csv", version="1")
ALIAS = Entry("Bekker I.T. Trading", alias_of="Bekker Group", list="eu.csv", version="7")


def test_another_name_of_a_party_is_that_party() -> None:
    assert (MAIN.party, ALIAS.party) == ("Bekker Group", "Bekker Group")
    main, alias = Hit("Becker IT GmbH", MAIN, 91, ()), Hit("Becker IT GmbH", ALIAS, 88, ("it",))
    assert main.key == alias.key
    assert replace(main, name="Becker Security GmbH").key != main.key
    assert replace(main, entry=replace(MAIN, name="Bakker Group")).key != main.key
