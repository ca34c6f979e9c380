"""What an example notebook tells, as a README and a documentation site can show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

__all__ = ["Walkthrough"]


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """The text of a notebook and the images in it.

    Attributes:
        markdown: The cells and what they printed; images are named by the keys of `images`.
        images: Path relative to the text, such as `walkthrough-images/cell-03-1.png` → content.
    """

    markdown: str
    images: Mapping[PurePosixPath, bytes]

    def with_images_at(self, prefix: str) -> str:
        """Give the text with its images somewhere else.

        Args:
            prefix: What comes before the name of each image, such as `https://example.org/docs/`.
        """
        text = self.markdown
        for name in self.images:
            text = text.replace(f"]({name})", f"]({prefix}{name})")
        return text
