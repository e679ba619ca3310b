"""What supabase/config.toml says about Auth."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autocrm.stack.errors import StackError

Algorithm = Literal["ES256", "HS256"]
ALGORITHM_VARIABLE = "AUTOCRM_STACK_JWT_ALG"


@dataclass(frozen=True)
class AuthSettings:
    """Upstream's names, local defaults of the Supabase CLI. Times in seconds."""

    enable_signup: bool = True
    enable_anonymous_sign_ins: bool = False
    email_signup: bool = True
    email_confirmations: bool = False
    minimum_password_length: int = 6
    jwt_expiry: int = 3600
    refresh_token_rotation: bool = True
    refresh_token_reuse_interval: int = 10
    algorithm: Algorithm = "ES256"

    @classmethod
    def load(cls, root: Path) -> AuthSettings:
        """Read `<root>/supabase/config.toml`; without the file, the defaults. Raises StackError."""
        return cls.from_toml(read_config_toml(root))

    @classmethod
    def from_toml(cls, config: dict[str, Any]) -> AuthSettings:
        """Pick the `[auth]` section out of a parsed config.toml."""
        auth = config.get("auth", {})
        email = auth.get("email", {})
        return cls(
            enable_signup=auth.get("enable_signup", True),
            enable_anonymous_sign_ins=auth.get("enable_anonymous_sign_ins", False),
            email_signup=email.get("enable_signup", True),
            email_confirmations=email.get("enable_confirmations", False),
            # upstream never goes below six, whatever the file says
            minimum_password_length=max(6, auth.get("minimum_password_length", 6)),
            jwt_expiry=auth.get("jwt_expiry", 3600),
            refresh_token_rotation=auth.get("enable_refresh_token_rotation", True),
            refresh_token_reuse_interval=auth.get("refresh_token_reuse_interval", 10),
            algorithm=_algorithm(),
        )


def read_config_toml(root: Path) -> dict[str, Any]:
    """The parsed `<root>/supabase/config.toml`, {} when there is none. Raises StackError."""
    path = root / "supabase" / "config.toml"
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StackError(f"{path} cannot be read ({error}): correct it and start again.") from error


def _algorithm() -> Algorithm:
    # Not in config.toml: the Supabase CLI refuses keys that it does not know.
    wanted = os.environ.get(ALGORITHM_VARIABLE, "ES256")
    if wanted == "HS256":
        return "HS256"
    if wanted == "ES256":
        return "ES256"
    raise StackError(f"{ALGORITHM_VARIABLE}={wanted!r} does not work: use ES256 or HS256.")
