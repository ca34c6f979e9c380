"""Explain HTTP status codes to other programs, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query  #>=0.115
from pydantic import BaseModel  #>=2.9

from http_status_advice import explain, search

__all__ = ["router"]

router = APIRouter(prefix="/http-status-advice", tags=["HTTP status codes"])


class StatusAdvice(BaseModel):
    """What a status code means and what to do about it."""

    code: int
    name: str
    source: str
    meaning: str
    at_fault: str
    retry: str
    advice: str


@router.get("/statuses/{code}")
def read_status(code: Annotated[int, Path(ge=100, le=599, description="A status code, such as 404.")]) -> StatusAdvice:
    """Explain one status code; one without an entry is explained as the first of its class."""
    return StatusAdvice.model_validate(explain(code), from_attributes=True)


@router.get("/statuses")
def search_statuses(
    words: Annotated[str, Query(min_length=1, max_length=200, description="Words that all have to occur.")],
) -> list[StatusAdvice]:
    """List the status codes whose description contains all of the words."""
    return [StatusAdvice.model_validate(status, from_attributes=True) for status in search(words)]
