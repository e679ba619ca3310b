"""`autocrm search` and `autocrm view` on a whole desk, over HTTP and with a sign-in."""

from __future__ import annotations

from tests.flows.desk import Desk, raw_mail, wait_for
from tests.sdk.test_on_a_desk import cast, run


def test_from_a_mail_to_a_view(seeded_desk: Desk) -> None:
    words = "My zebra-striped kettle <b>whistles</b>; order 20260815."
    seeded_desk.receive(raw_mail("zoe@search.example", "search-1", words, "Kettle"))
    found = wait_for(
        lambda: run(seeded_desk, "search", 'zebra "order 20260815"', "--json").json["tickets"],
        20, "the mail is found",
    )  # fmt: skip
    assert [ticket["subject"] for ticket in found] == ["Kettle"]
    number = found[0]["number"]

    shown = run(seeded_desk, "search", "kettles from:zoe@search.example")
    assert shown.code == 0
    assert f"#{number} Kettle" in shown.out
    assert "zebra-striped kettle" in shown.out
    assert run(seeded_desk, "search", "kettle is:closed").out == "Nothing found.\n"
    wrong = run(seeded_desk, "search", "kettle staus:open")
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err == (
        "  kettle staus:open\n"
        "         ^\n"
        'Error: There is no operator "staus:" (at character 8); did you mean "status:"?\n'
    )

    made = run(seeded_desk, "view", "set", "Zebras", "--query", "zebra sort:newest",
               "--scope", "all", "--columns", "number,subject,customer", "--json")  # fmt: skip
    assert (made.code, made.json["scope"], made.json["sort"]) == (0, "all", "newest")
    changed = run(seeded_desk, "view", "set", "zebras", "--rename", "Stripes").out
    assert changed.startswith("View Stripes, for all")
    agent = cast("admin")
    by_agent = ("--as", agent["email"])
    listed = run(seeded_desk, "view", "list", *by_agent, "--json", password=agent["password"])
    names = {view["name"]: view["count"] for view in listed.json}
    assert names["Stripes"] is None  # words are not counted
    assert names["Mine"] == 0
    page = run(seeded_desk, "view", "show", "Stripes", *by_agent, password=agent["password"])
    assert "zoe@search.example" in page.out
    one = run(seeded_desk, "view", "show", "Stripes", "--query", "is:done", "--json")
    assert one.json["tickets"] == []
    assert run(seeded_desk, "view", "delete", "Stripes").code == 0
    gone = run(seeded_desk, "view", "show", "Stripes")
    assert (gone.code, gone.err) == (
        1, "Error: There is no view 'Stripes', or it is somebody else's.\n",
    )  # fmt: skip
