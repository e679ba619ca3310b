"""The one door of the stack: keys, CORS and routing, as Kong does for Supabase."""

from __future__ import annotations

from autocrm.stack.gateway.app import Gateway, Rooms
from autocrm.stack.gateway.credentials import Credentials
from autocrm.stack.gateway.functions import FunctionRules
from autocrm.stack.gateway.pages import Pages
from autocrm.stack.gateway.proxy import Upstream
from autocrm.stack.gateway.upgrade import Upgrade

__all__ = ["Credentials", "FunctionRules", "Gateway", "Pages", "Rooms", "Upgrade", "Upstream"]
