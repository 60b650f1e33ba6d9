"""What can be done with photos and papers: keep, describe, open, attach, forget."""

from app.media.service.arriving import FOLDER, add, add_paper, charge, keep, keep_paper
from app.media.service.attaching import MOST_AT_ONCE, exchange_papers, link, link_papers, release
from app.media.service.forgetting import delete_files, forget_quotas, forget_unlinked, orphans
from app.media.service.seeing import (
    JPEG,
    Content,
    Described,
    content,
    describe,
    describe_paper,
    given_out,
    holder_of,
    ids_on,
    paper_on,
    papers_on,
    photos_named,
    photos_on,
    signed_urls,
)

__all__ = [
    "FOLDER", "JPEG", "MOST_AT_ONCE", "Content", "Described", "add", "add_paper", "charge", "content", "delete_files",
    "describe", "describe_paper", "exchange_papers", "forget_quotas", "forget_unlinked", "given_out", "holder_of",
    "ids_on", "keep", "keep_paper", "link", "link_papers", "orphans", "paper_on", "papers_on", "photos_named",
    "photos_on", "release", "signed_urls",
]  # fmt: skip
