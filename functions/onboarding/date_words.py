"""Names and patterns of dates by language: written by `make words` from Unicode CLDR, not by hand."""

DATES: dict[str, dict[str, str]] = {
    "en": {
        "months": "January February March April May June July August September October November December",
        "short_months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "day": "{d} {month} {y}",
        "short_day": "{d} {month}",
    },
    "de": {
        "months": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "short_months": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        "day": "{d}. {month} {y}",
        "short_day": "{d}. {month}",
    },
}
