"""Tracks: the kinds of partner, each with its own stages, questions, readiness rubric and agreement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from onboarding.domain.checked import may, need, only
from onboarding.domain.errors import ProgramError
from onboarding.domain.stages import FINAL, JOURNEY, Stage

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FACTS = ("people", "customers", "services", "website")
_ANSWER = "answer."


class Answering(StrEnum):
    """How a question of a track is answered."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes/no"


YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, kw_only=True)
class Question:
    """A track's own question on the form; `options` are the answers that may be chosen, by their stored word."""

    id: str
    label: str
    type: Answering
    hint: str = ""
    options: Mapping[str, str]
    required: bool = True

    @property
    def field(self) -> str:
        """The name of its form field."""
        return f"answer-{self.id}"

    def shown(self, answer: str) -> str:
        """An answer as people read it."""
        return self.options.get(answer, answer)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a rubric. `field` is a fact (`people`, `customers`, `services`, `website`) or `answer.<question>`.

    Met by a number of at least `at_least` (of a text: its words), or by an answer that is one of `any_of`.
    """

    name: str
    field: str
    points: int
    why: str
    at_least: int = 1
    any_of: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """The id of the question that it scores; empty for a rule about a fact."""
        return self.field.removeprefix(_ANSWER) if self.field.startswith(_ANSWER) else ""


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """The rules, the points that pass without a reviewer, and those from which a partner is served high-touch."""

    pass_mark: int
    high_touch: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Track:
    """One kind of partner. `stages` is the whole way, `active` last; `apply` says whether the form offers it."""

    id: str
    name: str
    apply: bool
    stages: tuple[Stage, ...]
    agreement: str
    questions: tuple[Question, ...]
    rubric: Rubric | None

    def has(self, stage: Stage) -> bool:
        """Whether its way leads over this stage."""
        return stage in self.stages


def tracks(tables: Mapping[str, Any], agreement: str) -> dict[str, Track]:
    """The tracks by id; `agreement` is the version for tracks that name none. Raises ProgramError naming the key."""
    found = {id: _track(id, need(tables, id, dict, "tracks"), agreement) for id in tables}
    if not any(track.apply for track in found.values()):
        raise ProgramError("tracks: one track at least must be open to applicants (apply = true)")
    return found


def _track(id: str, table: Mapping[str, Any], agreement: str) -> Track:
    where = f"tracks.{id}"
    if not _ID.fullmatch(id):
        raise ProgramError(f"{where}: an id is made of small letters, digits and “_”")
    only(table, {"name", "apply", "stages", "agreement", "questions", "readiness"}, where)
    stages = _stages(need(table, "stages", list, where), f"{where}.stages")
    questions = [_question(one, where) for one in may(table, "questions", list, where, [])]
    if len({one.id for one in questions}) < len(questions):
        raise ProgramError(f"{where}.questions.id: two questions have the same id")
    if (Stage.READINESS in stages) is not ("readiness" in table):
        raise ProgramError(f"{where}.readiness: a rubric goes with the stage “readiness”, and only with it")
    return Track(
        id=id,
        name=need(table, "name", str, where),
        apply=may(table, "apply", bool, where, True),
        stages=stages,
        agreement=may(table, "agreement", str, where, agreement),
        questions=tuple(questions),
        rubric=_rubric(table["readiness"], questions, f"{where}.readiness") if "readiness" in table else None,
    )


def _stages(words: Sequence[object], where: str) -> tuple[Stage, ...]:
    """The whole way; every track proves the mailbox, has somebody say yes, has the agreement signed, is activated."""
    known = [stage.value for stage in JOURNEY if stage not in FINAL]
    unknown = [word for word in words if word not in known]
    if unknown:
        raise ProgramError(f"{where}: “{unknown[0]}” is none of {', '.join(known)}")
    if list(words) != [word for word in known if word in words]:
        raise ProgramError(f"{where}: each once, in the order {', '.join(known)}")
    for needed in (Stage.EMAIL, Stage.AGREEMENT, Stage.ACTIVATION):
        if needed not in words:
            raise ProgramError(f"{where}: no track goes without “{needed}”")
    if not {Stage.DISTRIBUTOR, Stage.BUSINESS}.intersection(words):
        raise ProgramError(f"{where}: somebody must say yes: “{Stage.DISTRIBUTOR}” or “{Stage.BUSINESS}”")
    return (*(Stage(str(word)) for word in words), Stage.ACTIVE)


def _question(table: Mapping[str, Any], track: str) -> Question:
    where = f"{track}.questions"
    id = need(table, "id", str, where)
    if not _ID.fullmatch(id):
        raise ProgramError(f"{where}.id: “{id}” is not made of small letters, digits and “_”")
    where = f"{where}.{id}"
    only(table, {"id", "label", "type", "hint", "options", "required"}, where)
    type = need(table, "type", str, where)
    if type not in list(Answering):
        raise ProgramError(f"{where}.type: “{type}” is none of {', '.join(Answering)}")
    if ("options" in table) is not (type == Answering.CHOICE):
        raise ProgramError(f"{where}.options: a choice has options, and nothing else has")
    options = need(table, "options", dict, where) if type == Answering.CHOICE else {}
    if not all(isinstance(label, str) and label for label in options.values()):
        raise ProgramError(f"{where}.options: every option needs its words")
    return Question(
        id=id,
        label=need(table, "label", str, where),
        type=Answering(type),
        hint=may(table, "hint", str, where, ""),
        options=YES_NO if type == Answering.YES_NO else options,
        required=may(table, "required", bool, where, True),
    )


def _rubric(table: Mapping[str, Any], questions: Sequence[Question], where: str) -> Rubric:
    only(table, {"pass_mark", "high_touch", "rules"}, where)
    rules = tuple(_rule(one, questions, f"{where}.rules") for one in need(table, "rules", list, where))
    pass_mark, high_touch = need(table, "pass_mark", int, where), need(table, "high_touch", int, where)
    most = sum(rule.points for rule in rules)
    if not 0 <= pass_mark <= high_touch <= most:
        raise ProgramError(f"{where}.high_touch: not below pass_mark, and not above the {most} points there are")
    return Rubric(pass_mark=pass_mark, high_touch=high_touch, rules=rules)


def _rule(table: Mapping[str, Any], questions: Sequence[Question], where: str) -> Rule:
    only(table, {"name", "field", "points", "why", "at_least", "any_of"}, where)
    rule = Rule(
        name=need(table, "name", str, where),
        field=need(table, "field", str, where),
        points=need(table, "points", int, where),
        why=need(table, "why", str, where),
        at_least=may(table, "at_least", int, where, 1),
        any_of=tuple(may(table, "any_of", list, where, [])),
    )
    asked = {one.id: one for one in questions}
    if rule.field not in _FACTS and rule.question not in asked:
        facts = ", ".join(_FACTS)
        raise ProgramError(f"{where}.field: “{rule.field}” is none of {facts}, and no question of this track")
    options = asked[rule.question].options if rule.question else {}
    if bool(options) is not bool(rule.any_of) or not set(rule.any_of) <= set(options):
        raise ProgramError(f"{where}.any_of: of a choice, the options that give the points; of nothing else")
    return rule
