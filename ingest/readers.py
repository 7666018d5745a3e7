"""Readers of feeds, pages and XML that not everybody needs."""

from importlib import import_module
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from core.extras import extra


def need_reader(name: str) -> Any:  # noqa: ANN401 - the package is an extra
    """A package of the extra `editorial`. Raises BadRequestError where it is not installed."""
    with extra("editorial", "Reading feeds and pages needs"):
        return import_module(name)


def read_xml(body: bytes) -> Element | None:
    """The outermost element of what is sound XML without a DTD, which could be a bomb; None for the rest."""
    defused = need_reader("defusedxml.ElementTree")
    try:
        root: Element = defused.fromstring(body, forbid_dtd=True)
    except (ParseError, ValueError, LookupError):  # defusedxml's own are ValueErrors
        return None
    return root


def name_of(element: Element) -> str:
    """What an element is called, in whatever namespace."""
    return str(element.tag).rsplit("}", 1)[-1]
