"""Read the form in which an archive is uploaded (`multipart/form-data`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from types import MappingProxyType

__all__ = ["Form", "read_form"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What an upload says.

    Attributes:
        fields: The last value of each field.
        filename: The name of the archive; an empty text when there is none.
        content: Its bytes.
    """

    fields: Mapping[str, str]
    filename: str
    content: bytes


def read_form(content_type: str, body: bytes) -> Form:
    """Take a form apart, byte for byte."""
    boundary = _parameter("Content-Type", content_type, "boundary")
    fields: dict[str, str] = {}
    filename, content = "", b""
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        about = next(line for line in head.decode().splitlines() if line.lower().startswith("content-disposition:"))
        disposition = about.partition(":")[2].strip()
        value = value.removesuffix(b"\r\n")
        if name := _parameter("Content-Disposition", disposition, "filename"):
            filename, content = name, value
        else:
            fields[_parameter("Content-Disposition", disposition, "name")] = value.decode()
    return Form(fields=MappingProxyType(fields), filename=filename, content=content)


def _parameter(header: str, text: str, name: str) -> str:
    message = Message()
    message[header] = text
    value = message.get_param(name, "", header)
    return value if isinstance(value, str) else ""
