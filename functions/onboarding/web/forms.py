"""Forms at the edge: pydantic reads them, and whatever is wrong comes back at once as {field: message}."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from onboarding import typed_text
from onboarding.domain.marking import N_
from onboarding.speaking import say

type Errors = dict[str, str]


class Invalid(Exception):
    """What a person must put right, field by field, in the order of the form."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


class Form(BaseModel):
    """A form as typed; a field that was not sent counts as empty, so that it gets its own message."""

    model_config = ConfigDict(frozen=True, validate_default=True, extra="ignore")


def wrong(message: str) -> PydanticCustomError:
    """An error with words of our own."""
    return PydanticCustomError("form", "{words}", {"words": message})


def _checked(value: str, most: int, missing: str, clean: Callable[[str], str]) -> str:
    try:
        cleaned = clean(value)
    except typed_text.Unprintable:
        raise wrong("This held characters that cannot be used. We took them out; please check what is left.") from None
    if not cleaned and missing:
        raise wrong(missing)
    if len(cleaned) > most:
        raise wrong(say("Please use at most {most} characters; this has {count}.", most=most, count=len(cleaned)))
    return cleaned


def one_line(most: int, missing: str = "") -> AfterValidator:
    """One clean line of at most that many characters; `missing` is what to say if it may not be empty."""
    return AfterValidator(lambda value: _checked(value, most, missing, typed_text.line))


def some_lines(most: int, missing: str = "") -> AfterValidator:
    """The same for text with line breaks."""
    return AfterValidator(lambda value: _checked(value, most, missing, typed_text.lines))


def known[T](info: ValidationInfo, kind: type[T]) -> T:
    """What the form is checked against: the program, or the decision that is to be answered."""
    if not isinstance(info.context, kind):
        raise TypeError(f"a form needs its {kind.__name__}")
    return info.context


type TypedName = Annotated[str, one_line(100, N_("Please type your name."))]


def check[T: Form](model: type[T], fields: Mapping[str, Any], context: object = None) -> T:
    """The form; raises Invalid with all its errors."""
    try:
        return model.model_validate(dict(fields), context=context)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise Invalid({str(one["loc"][0]): one["msg"] for one in found}) from None
