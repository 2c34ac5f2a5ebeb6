"""Company names made comparable: case, accents, punctuation and legal forms say nothing about who it is."""

import re
import unicodedata

_FORMS = frozenset(
    """
    ab ag aps as asa bhd bv bvba cc co company corp corporation cv cvba cyf dba doo dd ead eeig eg eirl ek ev eood fze
    fzc fzco gbr gesmbh ges gie gmbh gmbhco hmbh inc incorporated intl jsc kg kgaa kft kk kommanditgesellschaft lda
    limitada limited limitedliabilitycompany llc llp lp ltd ltda ltee mbh nv nyrt oao ohg oo ood oü oue ou oy oyj
    partg plc ple pllc private pt pte pty publiclimitedcompany pvt rt sa sab sac sad sae sal sapi sapa sarl sarlu sas
    sasu sca scrl scs sdnbhd sdn se sl slu snc soc soparfi spa spj spk sprl spzoo srl sro srls stg sti trust tbk ug
    uab ulc unlimited vof vzw xxk zao zoo zrt ооо оао зао ао
    sadecv sapidecv sderldecv srldecv derldecv decv derl anonimsirketi limitedsirketi sanvetic sanayiveticaret
    sanayiiveticaret aktiengesellschaft aktiebolag aktieselskab anpartsselskab osakeyhtio ivs
    gesellschaftmitbeschrankterhaftung naamlozevennootschap beslotenvennootschap societeanonyme
    societeparactionssimplifiee societaperazioni societaaresponsabilitalimitata sociedadanonima sociedadlimitada
    sociedadeanonima spolsro spolka spolkaakcyjna spolkazoo spolkazograniczonaodpowiedzialnoscia kabushikikaisha
    godokaisha publiccompanylimited pcl persero jdoo eireli opcprivatelimited saci saic sacifia tov pao ae epe
    ike тов пао пат зат αε επε ικε lt
    """.casefold().split()
)
_CUT_OFF = frozenset({"sade", "sadec", "col", "colt", "pvtl", "ptel", "ptyl", "sderlde", "gmbhcok"})
"""Forms of several words that somebody's system has cut off; as one word they may be a name."""
AROUND = frozenset({"and", "und", "et", "y", "e", "en", "the", "of"})
_FIRST = frozenset(
    {"ao", "cv", "ets", "oao", "oo", "ooo", "ou", "pao", "pt", "ste", "tov", "uab", "zao", "ао", "зао", "оао", "ооо"}
    | {"пао", "тов"}
)
_UMLAUT = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])([aou])e(?=[bcdfghjklmnpqrstvwxz])")
"""Mueller as Müller; not Bauer as Baur, nor Blue as Blu."""
_ASIAN = re.compile(r"株式会社|有限会社|合同会社|\(株\)|㈱|股份有限公司|有限责任公司|有限公司|주식회사|\(주\)")
_WORD = re.compile(r"[^\W_]+")
_MOST_TOGETHER = 7
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "&": " ", "+": " "})


def comparable(name: str) -> str:
    """`Wago Kontakttechnik Gmb H & Co. Kg` and `WAGO Kontakttechnik GmbH` become the same; empty for no name."""
    kept = words_without_forms(name)
    told = [_UMLAUT.sub(r"\1", word) for word in kept if word not in AROUND]
    return "".join(told) or "".join(kept)


def plain(name: str) -> str:
    """A name in lower case, without accents."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_SPECIAL)
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def words_without_forms(name: str) -> list[str]:
    """The words of a name, lower case and without accents and legal forms; all of them where nothing else is left."""
    text = plain(_ASIAN.sub(" ", unicodedata.normalize("NFKC", name)))
    words = _WORD.findall(re.sub(r"(?<=\w)['’.](?=\w)", "", text))
    return _without_form_before(_without_forms_behind(words))


def _without_forms_behind(words: list[str]) -> list[str]:
    """Legal forms at the end go, also where somebody's system has put spaces into them (`Sp A`, `Gmb H`)."""
    while len(words) > 1:
        most = min(_MOST_TOGETHER, len(words) - 1)
        together = next((n for n in range(most, 0, -1) if _is_form(words[-n:])), 0)
        if together:
            words = words[:-together]
        elif words[-1] in AROUND:
            words = words[:-1]
        else:
            break
    return words


def _is_form(words: list[str]) -> bool:
    together = "".join(words)
    return together in _FORMS or (len(words) > 1 and together in _CUT_OFF)


def _without_form_before(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] in _FIRST else words
