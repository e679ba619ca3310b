"""crm.customers: who writes to us."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from autocrm import errors
from autocrm.sdk.connection import Connection, as_id, parsed
from autocrm.sdk.rows import (
    Block,
    Customer,
    CustomerAddress,
    CustomerFound,
    CustomerHistory,
    CustomerMerge,
    CustomerMerged,
    CustomerNote,
)

COLUMNS = (
    "id, email, name, locale, time_zone, company_id, auth_user_id, created_at, metadata, "
    "merged_into"
)
IDENTITY = "customer_id, channel, address"
MISSING = "There is no customer {} here, or you may not see them."


class Customers:
    """Customers are named by any of their mail addresses or by their id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self, *, limit: int = 50, after: str | None = None) -> builtins.list[Customer]:
        """Customers by mail address; `after` the last address of a page goes on."""
        query = self._connection.table("customers").select(COLUMNS).is_("merged_into", "null")
        query = query.order("email").limit(limit)
        return await self._connection.rows(query.gt("email", after) if after else query, Customer)

    async def search(self, query: str, *, limit: int = 20) -> builtins.list[CustomerFound]:
        """By name, address or company, best first; slips and accents are forgiven."""
        found = await self._connection.call("search_customers", p_query=query, p_limit=limit)
        return [parsed(CustomerFound, row) for row in found]

    async def get(self, customer: str) -> Customer:
        """Raises NotFound."""
        query = self._connection.table("customers").select(COLUMNS)
        query = query.eq("id", await self.id_of(customer))
        return await self._connection.one(query, Customer, MISSING.format(customer))

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

    async def update(self, customer: str, changes: Mapping[str, Any]) -> Customer:
        """Change name, locale, time_zone, company_id or metadata (merged in; None takes a key out).

        By members who see the customer. Raises Invalid with what is wrong.
        """
        return parsed(Customer, await self._call("update_customer", customer, p_changes=changes))

    async def history(
        self, customer: str, *, limit: int = 20, before: datetime | None = None
    ) -> CustomerHistory:
        """All that a member may know of a customer; their tickets newest first.

        `before` the `created_at` of the last ticket of a page goes on.
        """
        when = before.isoformat() if before else None
        done = await self._call("customer_history", customer, p_limit=limit, p_before=when)
        return parsed(CustomerHistory, done)

    async def add_note(self, customer: str, text: str) -> CustomerNote:
        """Write down something about a customer. They never see it."""
        return parsed(CustomerNote, await self._call("add_customer_note", customer, p_text=text))

    async def remove_note(self, note_id: str) -> None:
        """By its author or an admin. Raises NotFound."""
        await self._connection.call("remove_customer_note", p_note_id=as_id(note_id))

    async def addresses(self, customer: str) -> tuple[CustomerAddress, ...]:
        """The primary one, which answers go to, first."""
        return (await self.history(customer, limit=1)).addresses

    async def add_address(
        self, customer: str, address: str, *, verified: bool = False
    ) -> tuple[CustomerAddress, ...]:
        """Mails from there are theirs from now on. Raises Conflict when it is somebody else's.

        `verified`: whoever signs in and proves that mailbox is this customer.
        """
        done = await self._call(
            "add_customer_address", customer, p_address=address, p_verified=verified
        )
        return _addresses(done)

    async def set_address(
        self,
        customer: str,
        address: str,
        *,
        primary: bool | None = None,
        verified: bool | None = None,
    ) -> tuple[CustomerAddress, ...]:
        """Make an address the primary one, or vouch for it; what is not given stays."""
        done = await self._call(
            "set_customer_address",
            customer,
            p_address=address,
            p_primary=primary,
            p_verified=verified,
        )
        return _addresses(done)

    async def remove_address(self, customer: str, address: str) -> tuple[CustomerAddress, ...]:
        """Raises Conflict for the primary one."""
        return _addresses(await self._call("remove_customer_address", customer, p_address=address))

    async def merge(self, source: str, into: str, reason: str = "") -> CustomerMerged:
        """`source` turned out to be `into`: tickets, addresses and notes move there.

        Raises Forbidden when one of them signs in and you are no admin.
        """
        done = await self._connection.call(
            "merge_customers",
            p_source_id=await self.id_of(source),
            p_target_id=await self.id_of(into),
            p_reason=reason,
        )
        return parsed(CustomerMerged, done)

    async def unmerge(self, merge_id: str) -> CustomerMerged:
        """Undo a merge: both are as they were, and what the merged one wrote since is theirs."""
        done = await self._connection.call("unmerge_customers", p_merge_id=as_id(merge_id))
        return parsed(CustomerMerged, done)

    async def merges(self, customer: str) -> builtins.list[CustomerMerge]:
        """What was merged into a customer, undone or not, newest first."""
        query = self._connection.table("customer_merges").select("*")
        query = query.eq("target_id", await self.id_of(customer))
        return await self._connection.rows(query.order("merged_at", desc=True), CustomerMerge)

    async def block(
        self,
        customer: str | None = None,
        *,
        address: str | None = None,
        domain: str | None = None,
        reason: str = "",
    ) -> Block:
        """Keep out a customer, an address, or (admins) a domain and all below it. Name one."""
        done = await self._connection.call(
            "block_sender",
            p_customer_id=await self.id_of(customer) if customer else None,
            p_address=address,
            p_domain=domain,
            p_reason=reason,
        )
        return parsed(Block, done)

    async def unblock(self, block_id: str, *, let_in: bool = False) -> int:
        """Lift a block. `let_in`: what it kept out becomes tickets; returns how many messages."""
        done = await self._connection.call(
            "unblock_sender", p_block_id=as_id(block_id), p_let_in=let_in
        )
        return int(done["let_in"])

    async def blocked(self, *, lifted: bool = False) -> builtins.list[Block]:
        """The blocks in force, newest first; `lifted`: those lifted since instead."""
        query = self._connection.table("blocked_senders").select("*")
        query = query.not_.is_("lifted_at", "null") if lifted else query.is_("lifted_at", "null")
        return await self._connection.rows(query.order("created_at", desc=True), Block)

    async def id_of(self, customer: str) -> str:
        """The id of a customer. Raises NotFound for an address that is nobody's you see."""
        named = customer.strip().lower()
        if "@" not in named:
            return as_id(named, "a customer's address or id")
        query = self._connection.table("customer_identities").select(IDENTITY)
        query = query.eq("channel", "email").eq("address", named)
        try:
            return (await self._connection.one(query, CustomerAddress, "")).customer_id
        except errors.NotFound as error:
            raise errors.NotFound(MISSING.format(customer)) from error

    async def _call(self, name: str, customer: str, **arguments: Any) -> Any:
        key = await self.id_of(customer)
        return await self._connection.call(name, p_customer_id=key, **arguments)


def _addresses(found: builtins.list[Any]) -> tuple[CustomerAddress, ...]:
    return tuple(parsed(CustomerAddress, row) for row in found)
