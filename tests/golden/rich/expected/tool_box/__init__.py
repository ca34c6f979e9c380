'Tools of {every} kind: "quoted", \'quoted\' and \\backslashed — größer 😀.\n\nThe first paragraph is the summary.\n\n>>> from tool_box import answer\n>>> answer()\n42\n\n# Not a title\n\nText with `code`, {braces} and %s.'

from tool_box.tool_box import *

__all__ = ["answer", "größe"]

__version__ = "0.0.1"
