"""Partners' own calendars, and the vendor's: time zones, weekends, holidays, and when people are written to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MORNING = time(9)
"""Local time at which mails about a date go out."""

_LAST_ZONE = "Etc/GMT+12"  # POSIX turns the sign: twelve hours behind UTC, where a day ends last

# One zone a country (IANA, as in zone.tab); where there are several, that of most of its people.
_ZONES = """
AD=Europe/Andorra AE=Asia/Dubai AF=Asia/Kabul AG=America/Antigua AI=America/Anguilla AL=Europe/Tirane
AM=Asia/Yerevan AO=Africa/Luanda AR=America/Argentina/Buenos_Aires AS=Pacific/Pago_Pago AT=Europe/Vienna
AU=Australia/Sydney AW=America/Aruba AX=Europe/Mariehamn AZ=Asia/Baku BA=Europe/Sarajevo BB=America/Barbados
BD=Asia/Dhaka BE=Europe/Brussels BF=Africa/Ouagadougou BG=Europe/Sofia BH=Asia/Bahrain BI=Africa/Bujumbura
BJ=Africa/Porto-Novo BL=America/St_Barthelemy BM=Atlantic/Bermuda BN=Asia/Brunei BO=America/La_Paz
BQ=America/Kralendijk BR=America/Sao_Paulo BS=America/Nassau BT=Asia/Thimphu BW=Africa/Gaborone BY=Europe/Minsk
BZ=America/Belize CA=America/Toronto CC=Indian/Cocos CD=Africa/Kinshasa CF=Africa/Bangui CG=Africa/Brazzaville
CH=Europe/Zurich CI=Africa/Abidjan CK=Pacific/Rarotonga CL=America/Santiago CM=Africa/Douala CN=Asia/Shanghai
CO=America/Bogota CR=America/Costa_Rica CU=America/Havana CV=Atlantic/Cape_Verde CW=America/Curacao
CX=Indian/Christmas CY=Asia/Nicosia CZ=Europe/Prague DE=Europe/Berlin DJ=Africa/Djibouti DK=Europe/Copenhagen
DM=America/Dominica DO=America/Santo_Domingo DZ=Africa/Algiers EC=America/Guayaquil EE=Europe/Tallinn
EG=Africa/Cairo EH=Africa/El_Aaiun ER=Africa/Asmara ES=Europe/Madrid ET=Africa/Addis_Ababa FI=Europe/Helsinki
FJ=Pacific/Fiji FK=Atlantic/Stanley FM=Pacific/Pohnpei FO=Atlantic/Faroe FR=Europe/Paris GA=Africa/Libreville
GB=Europe/London GD=America/Grenada GE=Asia/Tbilisi GF=America/Cayenne GG=Europe/Guernsey GH=Africa/Accra
GI=Europe/Gibraltar GL=America/Nuuk GM=Africa/Banjul GN=Africa/Conakry GP=America/Guadeloupe GQ=Africa/Malabo
GR=Europe/Athens GS=Atlantic/South_Georgia GT=America/Guatemala GU=Pacific/Guam GW=Africa/Bissau
GY=America/Guyana HK=Asia/Hong_Kong HN=America/Tegucigalpa HR=Europe/Zagreb HT=America/Port-au-Prince
HU=Europe/Budapest ID=Asia/Jakarta IE=Europe/Dublin IL=Asia/Jerusalem IM=Europe/Isle_of_Man IN=Asia/Kolkata
IO=Indian/Chagos IQ=Asia/Baghdad IR=Asia/Tehran IS=Atlantic/Reykjavik IT=Europe/Rome JE=Europe/Jersey
JM=America/Jamaica JO=Asia/Amman JP=Asia/Tokyo KE=Africa/Nairobi KG=Asia/Bishkek KH=Asia/Phnom_Penh
KI=Pacific/Tarawa KM=Indian/Comoro KN=America/St_Kitts KP=Asia/Pyongyang KR=Asia/Seoul KW=Asia/Kuwait
KY=America/Cayman KZ=Asia/Almaty LA=Asia/Vientiane LB=Asia/Beirut LC=America/St_Lucia LI=Europe/Vaduz
LK=Asia/Colombo LR=Africa/Monrovia LS=Africa/Maseru LT=Europe/Vilnius LU=Europe/Luxembourg LV=Europe/Riga
LY=Africa/Tripoli MA=Africa/Casablanca MC=Europe/Monaco MD=Europe/Chisinau ME=Europe/Podgorica
MF=America/Marigot MG=Indian/Antananarivo MH=Pacific/Majuro MK=Europe/Skopje ML=Africa/Bamako MM=Asia/Yangon
MN=Asia/Ulaanbaatar MO=Asia/Macau MP=Pacific/Saipan MQ=America/Martinique MR=Africa/Nouakchott
MS=America/Montserrat MT=Europe/Malta MU=Indian/Mauritius MV=Indian/Maldives MW=Africa/Blantyre
MX=America/Mexico_City MY=Asia/Kuala_Lumpur MZ=Africa/Maputo NA=Africa/Windhoek NC=Pacific/Noumea
NE=Africa/Niamey NF=Pacific/Norfolk NG=Africa/Lagos NI=America/Managua NL=Europe/Amsterdam NO=Europe/Oslo
NP=Asia/Kathmandu NR=Pacific/Nauru NU=Pacific/Niue NZ=Pacific/Auckland OM=Asia/Muscat PA=America/Panama
PE=America/Lima PF=Pacific/Tahiti PG=Pacific/Port_Moresby PH=Asia/Manila PK=Asia/Karachi PL=Europe/Warsaw
PM=America/Miquelon PN=Pacific/Pitcairn PR=America/Puerto_Rico PS=Asia/Hebron PT=Europe/Lisbon PW=Pacific/Palau
PY=America/Asuncion QA=Asia/Qatar RE=Indian/Reunion RO=Europe/Bucharest RS=Europe/Belgrade RU=Europe/Moscow
RW=Africa/Kigali SA=Asia/Riyadh SB=Pacific/Guadalcanal SC=Indian/Mahe SD=Africa/Khartoum SE=Europe/Stockholm
SG=Asia/Singapore SH=Atlantic/St_Helena SI=Europe/Ljubljana SJ=Arctic/Longyearbyen SK=Europe/Bratislava
SL=Africa/Freetown SM=Europe/San_Marino SN=Africa/Dakar SO=Africa/Mogadishu SR=America/Paramaribo SS=Africa/Juba
ST=Africa/Sao_Tome SV=America/El_Salvador SX=America/Lower_Princes SY=Asia/Damascus SZ=Africa/Mbabane
TC=America/Grand_Turk TD=Africa/Ndjamena TF=Indian/Kerguelen TG=Africa/Lome TH=Asia/Bangkok TJ=Asia/Dushanbe
TK=Pacific/Fakaofo TL=Asia/Dili TM=Asia/Ashgabat TN=Africa/Tunis TO=Pacific/Tongatapu TR=Europe/Istanbul
TT=America/Port_of_Spain TV=Pacific/Funafuti TW=Asia/Taipei TZ=Africa/Dar_es_Salaam UA=Europe/Kyiv
UG=Africa/Kampala US=America/New_York UY=America/Montevideo UZ=Asia/Tashkent VA=Europe/Vatican
VC=America/St_Vincent VE=America/Caracas VG=America/Tortola VI=America/St_Thomas VN=Asia/Ho_Chi_Minh
VU=Pacific/Efate WF=Pacific/Wallis WS=Pacific/Apia YE=Asia/Aden YT=Indian/Mayotte ZA=Africa/Johannesburg
ZM=Africa/Lusaka ZW=Africa/Harare
"""

ZONES: Mapping[str, str] = dict(pair.split("=", 1) for pair in _ZONES.split())
"""The IANA zone of a country (ISO 3166-1 alpha-2)."""

_THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY = 3, 4, 5, 6
_ELSEWHERE = frozenset({_SATURDAY, _SUNDAY})

# Unicode CLDR's week data, with Bangladesh, the Maldives and Palestine, which it leaves out.
_WEEKENDS: Mapping[frozenset[int], str] = {
    frozenset({_FRIDAY, _SATURDAY}): "BD BH DZ EG IL IQ JO KW LY MV OM PS QA SA SD SY YE",
    frozenset({_THURSDAY, _FRIDAY}): "AF IR",
}
WEEKENDS: Mapping[str, frozenset[int]] = {
    country: days for days, countries in _WEEKENDS.items() for country in countries.split()
}
"""Weekdays (Monday is 0) of countries whose weekend is not Saturday and Sunday."""


def zone_of(country: str, stored: str = "") -> str:
    """The zone that a partner keeps, else its country's; UTC where neither is known."""
    for name in (stored, ZONES.get(country, "")):
        if _known(name):
            return name
    return "UTC"


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_weekend(day: date, country: str) -> bool:
    """Whether nobody works on that day there, as far as the week goes; public holidays are not known here."""
    return day.weekday() in WEEKENDS.get(country, _ELSEWHERE)


def working_day(day: date, country: str) -> date:
    """The day itself, or the last working day before it."""
    while is_weekend(day, country):
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Office:
    """When the vendor's own people work: their country's week, less their holidays, in their zone."""

    country: str
    zone: str
    holidays: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether anybody is there on that day."""
        return not is_weekend(day, self.country) and day not in self.holidays

    def after(self, at: datetime, length: timedelta) -> datetime:
        """The moment (UTC) so many working days later; what comes in on a day off counts from the next morning.

        Hours beyond whole days are added as they are.
        """
        here = at.astimezone(ZoneInfo(self.zone))
        day, clock = here.date(), here.time()
        if not self.works(day):
            day, clock = self._next(day), MORNING
        for _ in range(length.days):
            day = self._next(day)
        there = datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)
        return there + timedelta(seconds=length.seconds)

    def _next(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.works(day):
            day += timedelta(days=1)
        return day


def local_day(at: datetime, zone: str) -> date:
    """Which day it is there at that moment."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The moment (UTC) at which that day is over there."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone)).astimezone(UTC)


def last_day(ends: datetime, zone: str) -> date:
    """The last day there of what ends at that moment: at midnight, the day that is over then."""
    return local_day(ends - timedelta(seconds=1), zone)


def over_everywhere(day: date, now: datetime) -> bool:
    """Whether nobody on earth has that day any more."""
    return end_of(day, _LAST_ZONE) <= now


def city_of(zone: str) -> str:
    """The city by which people know a zone: `New York`."""
    return zone.rpartition("/")[2].replace("_", " ")


def rungs(day: date, before: Iterable[int], country: str, zone: str) -> tuple[datetime, ...]:
    """When (UTC) to write so many days before a day: in the morning there, never on its weekend, each day once."""
    days = {working_day(day - timedelta(days=count), country) for count in before}
    return tuple(sorted(datetime.combine(one, MORNING, ZoneInfo(zone)).astimezone(UTC) for one in days))
