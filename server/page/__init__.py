"""The page at `/`: an artist typed in, ten neighbours with their reasons shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request, Response

# Only what is listed is served, whatever else lies in this folder.
LISTED = {
    "page.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    **dict.fromkeys(
        (
            "page.js",
            "address.js",
            "request.js",
            "element.js",
            "signals.js",
            "cards.js",
            "graph.js",
            "steering.js",
            "further.js",
            "notices.js",
            "suggestions.js",
        ),
        "text/javascript; charset=utf-8",
    ),
}
HERE = "HERE"  # in index.html: the folder of this version of the files
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
GUARDED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"  # may be kept, but not used without asking


@dataclass(frozen=True)
class Page:
    """The files, read once, and a digest of them all: their modules import each other by relative
    addresses, so a folder named by the digest can be kept for ever."""

    index: bytes
    contents: Mapping[str, bytes]
    version: str


def read() -> Page:
    """The page as it is in the package."""
    folder = files(__name__)
    index = (folder / "index.html").read_bytes()
    contents = {name: (folder / name).read_bytes() for name in LISTED}
    version = sha256(b"\0".join([index, *contents.values()])).hexdigest()[:12]
    return Page(index.replace(HERE.encode(), f"page/{version}".encode()), contents, version)


def router() -> APIRouter:
    """The page and its files, for an app to include."""
    page = read()
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    async def index(request: Request) -> Response:
        tag = f'"{page.version}"'
        headers = {**GUARDED, "Cache-Control": ASK_AGAIN, "ETag": tag}
        if _has(request, tag):
            return Response(status_code=304, headers=headers)
        return Response(page.index, media_type="text/html; charset=utf-8", headers=headers)

    @routes.api_route("/page/{version}/{file}", methods=["GET", "HEAD"])
    async def listed(version: str, file: str) -> Response:
        if file not in LISTED:
            raise HTTPException(404, f"The page has no file “{file}”.")
        # Where two versions serve one address for a while, the other's files come from here too,
        # but nobody keeps them under the wrong name.
        keep = FOR_EVER if version == page.version else "no-store"
        headers = {**GUARDED, "Cache-Control": keep}
        return Response(page.contents[file], media_type=LISTED[file], headers=headers)

    return routes


def _has(request: Request, tag: str) -> bool:
    """Whether the caller holds this version; a proxy that zips makes a strong tag weak."""
    said = request.headers.get("if-none-match", "")
    return said.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in said.split(",")}
