"""Fetch a file from its address, by the rules for addresses."""

from functools import partial
from pathlib import Path

from paa.adapters.downloads import Download, Limits, download
from paa.core.package.addresses import check_address, check_step, shown_address
from paa.pipeline.events import Reporter

__all__ = ["fetch"]


def fetch(url: str, folder: Path, reporter: Reporter, *, where: str, plain_http: bool, whole: bool = False) -> Download:
    """Ask the web for a file.

    Args:
        url: Its address.
        folder: Where it is put.
        reporter: Hears of the download.
        where: What names the address.
        plain_http: Whether it may come unencrypted.
        whole: Whether something else will tell if the file is whole.

    Raises:
        SourceError: The address must not be asked for, or leads to one that must not.
        BuildError: It cannot be fetched.
    """
    check_address(url, where=where, plain_http=plain_http)
    with reporter.step(f"fetching {shown_address(url)}"):
        may_follow = partial(check_step, where=where)
        return download(url, folder, where=where, limits=Limits(), check_step=may_follow, whole=whole)
