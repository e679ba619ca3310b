"""AutoCRM: the open, AI-first, Supabase-native support desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autocrm.sdk import AutoCRM

__all__ = ["AutoCRM", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Late: the SDK brings supabase-py, which costs every command of the CLI 0.4 s.
    if name == "AutoCRM":
        from autocrm.sdk import AutoCRM

        return AutoCRM
    raise AttributeError(f"module 'autocrm' has no attribute {name!r}")
