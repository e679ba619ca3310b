"""The one door of the stack: keys, CORS and routing, as Kong does for Supabase."""

from __future__ import annotations

from autocrm.stack.gateway.app import Gateway
from autocrm.stack.gateway.credentials import Credentials
from autocrm.stack.gateway.functions import FunctionRules
from autocrm.stack.gateway.proxy import Upstream

__all__ = ["Credentials", "FunctionRules", "Gateway", "Upstream"]
