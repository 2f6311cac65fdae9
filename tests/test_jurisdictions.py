"""Printed names to codes: exact, never by likeness."""

import unicodedata

import pytest

from analysis.jurisdictions import KINDS, Jurisdiction, code_of, jurisdictions, read_codes, read_names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Namibia", "NA"),
        ("Norway", "NO"),
        ("Kosovo", "XK"),
        ("Hong Kong", "HK"),
        ("Macao", "MO"),
        ("Macau", "MO"),
        ("Taiwan", "TW"),
        ("China mainland", "CN"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Eswatini", "SZ"),
        ("Swaziland", "SZ"),
        ("Macedonia", "MK"),
        ("North Macedonia", "MK"),
        ("South Korea", "KR"),
        ("South  Korea", "KR"),
        (" South\xa0Korea ", "KR"),
        ("North Korea", "KP"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Palestine", "PS"),
        ("Democratic Republic of the Congo", "CD"),
        ("Republic of the Congo", "CG"),
        ("United Kingdom", "GB"),
        ("UK", "GB"),
        ("Netherlands Antilles", "AN"),
        ("Interpol", "org:interpol"),
        ("Europol", "org:europol"),
        ("European Union", "EU"),
        ("Worldwide", "001"),
        ("Unknown", "ZZ"),
    ],
)
def test_names(name: str, code: str) -> None:
    assert code_of(name) == code
    assert code_of(unicodedata.normalize("NFD", name)) == code
    assert code in jurisdictions()


UNKNOWN = [
    "",
    "N/A",
    "NA",
    "XK",
    "Gemany",
    "Beligum",
    "Korea",
    "Congo",
    "Virgin Islands",
    "Europe",
    "Total",
    "Other",
    "Somaliland",
    "Crimea",
    "China**",
    "Germany [2]",
    "SingaporeSG",
    "germany",
    "GERMANY",
    "Germany\u200f",
    "\u200eGermany",
    "Ger\u200bmany",
    "\ufeffGermany",
    "Germany\u00ad",
    "Gеrmany",  # with a Cyrillic letter
]


@pytest.mark.parametrize("name", UNKNOWN, ids=ascii)
def test_what_is_not_in_the_lists_has_no_code(name: str) -> None:
    assert code_of(name) is None


def test_the_vocabulary() -> None:
    codes = jurisdictions()
    kinds = {kind: [code for code, entry in codes.items() if entry.kind == kind] for kind in KINDS}
    two_letters = [code for code in codes if len(code) == 2]
    assert len(two_letters) == 249 + len({"XK", "EU", "AN", "ZZ"})
    assert all(code.isascii() and code.isupper() for code in two_letters)
    assert {code for code, entry in codes.items() if entry.kind == "body"} == {c for c in codes if c.startswith("org:")}
    assert set(kinds["area"]) == {code for code in codes if code.startswith("area:")}
    assert kinds["supranational"] == ["EU"]
    assert kinds["historic"] == ["AN"]
    assert kinds["aggregate"] == ["001"]
    assert set(kinds["unknown"]) == {"ZZ"} | {code for code in codes if code.startswith("unknown:")}
    assert len(kinds["country"]) == 193 + len({"VA", "PS", "XK", "TW"})
    assert {"HK", "MO", "PR", "AX"} <= set(kinds["territory"])
    assert codes["TR"] == Jurisdiction("TR", "Türkiye", "country")


def test_lists_that_contradict_themselves_are_refused() -> None:
    codes = read_codes([["KR", "South Korea", "country"], ["KP", "North Korea", "country"]])
    assert read_names(codes, [["Republic of Korea", "KR", ""]])["Republic of Korea"] == "KR"
    with pytest.raises(ValueError, match="'Korea' stands twice, for KR and KP"):
        read_names(codes, [["Korea", "KR", ""], ["Korea", "KP", ""]])
    with pytest.raises(ValueError, match="'North Korea' stands twice"):
        read_names(codes, [["North Korea", "KR", ""]])
    with pytest.raises(ValueError, match="code 'DE' is not in"):
        read_names(codes, [["Germany", "DE", ""]])
    with pytest.raises(ValueError, match="single spaces"):
        read_names(codes, [["Korea  (Republic)", "KR", ""]])
    with pytest.raises(ValueError, match="code 'KR' stands twice"):
        read_codes([["KR", "South Korea", "country"], ["KR", "Korea", "country"]])
    with pytest.raises(ValueError, match="expected a kind"):
        read_codes([["KR", "South Korea", "realm"]])
