"""Read and write durations over HTTP."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query  #>=0.115
from pydantic import BaseModel  #>=2.9

from duration_text import format_duration, parse_duration

__all__ = ["router"]

# Without a prefix of its own: whoever composes an application decides where it goes.
router = APIRouter(tags=["durations"])


class Duration(BaseModel):
    """A duration, in each of its forms."""

    seconds: float
    text: str
    long_text: str


@router.get("/parse", responses={400: {"description": "The text is no duration."}})
def parse(text: Annotated[str, Query(max_length=200, description="Such as 1h 30m.")]) -> Duration:
    """Read a duration that a person wrote."""
    try:
        duration = parse_duration(text)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    return _described(duration)


@router.get("/format")
def format_seconds(
    seconds: Annotated[float, Query(ge=-1e12, le=1e12, allow_inf_nan=False, description="A number of seconds.")],
) -> Duration:
    """Write a number of seconds as people do."""
    return _described(timedelta(seconds=seconds))


def _described(duration: timedelta) -> Duration:
    return Duration(
        seconds=duration.total_seconds(),
        text=format_duration(duration),
        long_text=format_duration(duration, long=True),
    )
