"""Buckets and policies for the conformance tests of Storage."""

from __future__ import annotations

import itertools
from typing import Any

_numbers = itertools.count(1)


def made_bucket(stack: Any, **options: Any) -> str:
    """A new bucket, made with the secret key; returns its id."""
    name = f"bucket-{next(_numbers)}"
    stack.admin().storage.create_bucket(name, options=options or None)
    return name


def allow(stack: Any, bucket: str, what: str, rule: str = "true", role: str = "anon") -> None:
    """Make a policy as a migration would, as `postgres`: what is "select", "insert", ..."""
    check = "with check" if what == "insert" else "using"
    with stack.database.connect("postgres") as db:
        db.execute(
            f"create policy c{next(_numbers)} on storage.objects for {what} to {role}"
            f" {check} (bucket_id = '{bucket}' and ({rule}))"
        )
