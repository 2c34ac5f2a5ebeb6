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
    "fr": {
        "months": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "short_months": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "day": "{d} {month} {y}",
        "short_day": "{d} {month}",
    },
    "es": {
        "months": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "short_months": "ene feb mar abr may jun jul ago sept oct nov dic",
        "day": "{d} de {month} de {y}",
        "short_day": "{d} {month}",
    },
    "ja": {
        "months": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        "short_months": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        "day": "{y}年{m}月{d}日",
        "short_day": "{m}月{d}日",
    },
    "ar": {
        "months": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "short_months": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "day": "{d} {month} {y}",
        "short_day": "{d} {month}",
    },
}
