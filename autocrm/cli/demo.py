"""The demo company: its cast, categories, policies, articles, trained head and inbox.

Everything here can be done twice: the second time finds it done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from supabase_auth.errors import AuthError

from autocrm.adapters.supabase.client import rpc, run, translate_auth
from autocrm.bootstrap import App, open_app
from autocrm.cli.cast import Cast, read_cast
from autocrm.cli.demo_address import seed_addresses
from autocrm.cli.demo_desk import seed_desk
from autocrm.errors import AutoCRMError, Unavailable
from autocrm.settings import Settings
from autocrm.usecases.import_articles import import_articles
from autocrm.usecases.train_triage import CategorySeed, read_categories, train_triage
from supabase import AsyncClient

Progress = Callable[[str], None]
WAIT_S = 180.0  # for the pipeline to become idle; a restart in the middle costs a lease of 15 s


async def seed_and_receive(settings: Settings, root: Path, progress: Progress) -> None:
    """Seed the demo, then take the mails of seeds/inbox through the pipeline and wait."""
    await seed_company(settings, root / "seeds", progress)
    await seed_desk(settings, root / "seeds", progress)
    async with open_app(settings) as app:
        await _receive(app, sorted((root / "seeds" / "inbox").glob("*.eml")), progress)
        await _until_idle(app, ("ticket.answer", "reply.send"), "Answering", progress)


async def seed_company(settings: Settings, seeds: Path, progress: Progress) -> None:
    """The demo company, trained and with its knowledge embedded; without its inbox."""
    async with open_app(settings) as app:
        categories = read_categories(seeds / "categories")
        await seed(app, read_cast(seeds), categories, progress)
        progress("Importing the articles")
        await import_articles(app.services.knowledge, sorted((seeds / "kb").glob("*.md")))
        progress("Training the triage head")
        house = app.services
        await train_triage(
            house.policies, house.knowledge, app.local_embedder, categories, house.learning
        )
        await _until_idle(app, ("article.embed",), "Embedding articles", progress)


async def seed(app: App, cast: Cast, categories: list[CategorySeed], progress: Progress) -> None:
    """Teams, categories with their policies, members and customers."""
    progress("Seeding the demo company")
    await seed_addresses(app)
    for number, team in enumerate(cast.teams):
        await rpc(
            app.client, "set_team", p_key=team["key"], p_name=team["name"], p_default=number == 0
        )
    for category in categories:
        await _seed_category(app.client, category)
    users = await _users_by_email(app.client)
    for member in cast.members:
        await _seed_member(app.client, users, member)
    companies = {company["name"]: company for company in cast.companies}
    for customer in cast.customers:
        company = companies.get(customer.get("company", ""), {})
        await _seed_customer(app.client, users, customer, company)


async def _seed_member(client: AsyncClient, users: dict[str, str], member: dict[str, Any]) -> None:
    await rpc(
        client,
        "set_member",
        p_user_id=await _user(client, users, member["email"], member["password"]),
        p_name=member["name"],
        p_email=member["email"],
        p_role=member["role"],
        p_teams=member["teams"],
    )


async def _seed_customer(
    client: AsyncClient, users: dict[str, str], customer: dict[str, Any], company: dict[str, Any]
) -> None:
    password = customer.get("password")
    await rpc(
        client,
        "set_customer",
        p_email=customer["email"],
        p_name=customer["name"],
        p_locale=customer.get("locale"),
        p_company=company.get("name"),
        p_company_domain=company.get("domain"),
        p_user_id=await _user(client, users, customer["email"], password) if password else None,
    )


async def _seed_category(client: AsyncClient, category: CategorySeed) -> None:
    await rpc(
        client,
        "set_category",
        p_key=category.key,
        p_label=category.label,
        p_description=category.description,
        p_team=category.team,
    )
    known = await run(client.table("ai_policies").select("category").eq("category", category.key))
    if not known:  # what an admin has set since is not set back
        policy = {f"p_{name}": value for name, value in category.policy.items()}
        await rpc(client, "set_policy", p_category=category.key, **policy)


async def _users_by_email(client: AsyncClient) -> dict[str, str]:
    found: dict[str, str] = {}
    page = 1
    try:
        while users := await client.auth.admin.list_users(page=page, per_page=200):
            found.update({str(user.email): str(user.id) for user in users})
            page += 1
            if len(users) < 200:
                break
    except (AuthError, httpx.HTTPError) as error:
        raise translate_auth(error) from error
    return found


async def _user(client: AsyncClient, known: dict[str, str], email: str, password: str) -> str:
    if email in known:
        return known[email]
    try:
        made = await client.auth.admin.create_user(
            {"email": email, "password": password, "email_confirm": True}
        )
    except (AuthError, httpx.HTTPError) as error:
        raise translate_auth(error) from error
    known[email] = str(made.user.id)
    return known[email]


async def _receive(app: App, mails: list[Path], progress: Progress) -> None:
    url = f"{app.settings.url}/functions/v1/inbound-email"
    headers = {"apikey": app.settings.secret_key, "Content-Type": "message/rfc822"}
    for number, path in enumerate(mails, 1):
        progress(f"Receiving mail {number} of {len(mails)}")
        await _post(app.http, url, path.read_bytes(), headers, path.name)


async def _post(
    http: httpx.AsyncClient, url: str, raw: bytes, headers: dict[str, str], name: str
) -> None:
    """Repeat while the functions are being restarted: the same mail twice is one interaction."""
    for attempt in range(20):
        try:
            answer = await http.post(url, content=raw, headers=headers)
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code < 500:
            break
        await asyncio.sleep(min(0.2 * 2**attempt, 3))
    else:
        raise Unavailable(
            "The function inbound-email does not answer: see `autocrm logs functions`."
        )
    if answer.status_code >= 400:
        raise AutoCRMError(f"{name} was refused: {answer.json().get('detail', answer.text)}")


async def _until_idle(app: App, kinds: tuple[str, ...], what: str, progress: Progress) -> None:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        left = await _jobs_left(app.client, kinds)
        if left == 0:
            return
        progress(f"{what}: {left} left")
        await asyncio.sleep(0.2)
    raise Unavailable(f"{what} takes longer than {WAIT_S:.0f} s: see `autocrm job list`.")


async def _jobs_left(client: AsyncClient, kinds: tuple[str, ...]) -> int:
    try:
        rows = await run(
            client.table("jobs")
            .select("id")
            .in_("kind", list(kinds))
            .in_("state", ["queued", "running"])
        )
    except Unavailable:  # a restart of Postgres in between: ask again
        return -1
    return len(rows)
