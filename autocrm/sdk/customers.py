"""crm.customers."""

from __future__ import annotations

import builtins

from autocrm.sdk.connection import Connection, as_id, parsed
from autocrm.sdk.rows import Customer

COLUMNS = "id, email, name, locale, time_zone, company_id, auth_user_id, created_at, metadata"


class Customers:
    """Customers are named by their mail address or by their id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self, *, limit: int = 50, after: str | None = None) -> builtins.list[Customer]:
        """Customers by mail address; `after` the last address of a page goes on."""
        query = self._connection.table("customers").select(COLUMNS).order("email").limit(limit)
        return await self._connection.rows(query.gt("email", after) if after else query, Customer)

    async def get(self, customer: str) -> Customer:
        """Raises NotFound."""
        query = self._connection.table("customers").select(COLUMNS)
        named = customer.strip().lower()
        query = query.eq("email", named) if "@" in named else query.eq("id", as_id(named))
        return await self._connection.one(query, Customer, f"There is no customer {customer} here.")

    async def save(
        self,
        email: str,
        *,
        name: str = "",
        locale: str | None = None,
        company: str | None = None,
        company_domain: str | None = None,
    ) -> Customer:
        """Make or change a customer (admins and the secret key); what is not given stays."""
        found = await self._connection.call(
            "set_customer",
            p_email=email,
            p_name=name,
            p_locale=locale,
            p_company=company,
            p_company_domain=company_domain,
        )
        return parsed(Customer, found)
