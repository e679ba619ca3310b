"""The soak's report, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.soak import Report
    from bench.soak_load import Tally


def print_report(report: Report) -> None:
    """All of it."""
    print(f"\nSoak with {len(report.kills)} ends of Postgres (SIGKILL)")
    for kill in report.kills:
        at, gone = kill.killed - report.begun, kill.back - kill.killed
        print(f"  killed at {at:.0f} s; it answered again after {gone:.2f} s")
    for tally in report.load.tallies.values():
        _print_service(report, tally)
    _print_realtime(report)
    print("Connections to Postgres, before the kills and at the end")
    for role in sorted(set().union(*report.connections)):
        print(f"  {role:<24}" + "".join(f"{one.get(role, 0):5}" for one in report.connections))
    print("Memory in MB (PSS with children), at the start, settled, at the end")
    for name in report.memory[0]:
        print(f"  {name:<24}" + "".join(f"{one.get(name, 0.0):8.1f}" for one in report.memory))


def _print_service(report: Report, tally: Tally) -> None:
    unexpected = report.unexpected(tally)
    print(f"{tally.name}: {len(tally.good)} rounds went well, {len(tally.bad)} failed")
    for kill in report.kills:
        print(f"  {_outage(tally, kill.killed, kill.back)}")
    print(f"  {len(unexpected)} failures that no kill explains")
    for failure in unexpected[:5]:
        print(f"    at {failure.begun - report.begun:.1f} s: {failure.what}")


def _outage(tally: Tally, killed: float, back: float) -> str:
    recovered = tally.recovered(back)
    if recovered is None:
        return "it did not recover"
    during = [one for one in tally.bad if one.ended >= killed and one.begun <= recovered]
    last = f"the last ended {max(one.ended for one in during) - back:+.2f} s" if during else "none"
    return (
        f"{len(during)} errors at the kill, {last} from Postgres's return;"
        f" first success {recovered - back:+.2f} s"
    )


def _print_realtime(report: Report) -> None:
    listeners = report.listeners
    print(f"realtime: {listeners.clients} listeners, {sum(map(len, listeners.seen))} changes seen")
    for kill in report.kills:
        recovered = report.changes_again(kill)
        after = "never" if recovered is None else f"{recovered - kill.back:+.2f} s"
        after += f" (at {(recovered or 0) - report.begun:.2f} s)"
        print(f"  changes again {after} from Postgres's return")
    lost = [f"{at - report.begun:.2f}" for at in sorted(report.lost_changes())]
    print(f"  {len(lost)} changes lost that no kill explains: {', '.join(lost[:8]) or 'none'}")
    print(f"  {report.lost_broadcasts()} of {len(listeners.sent)} broadcasts lost")
    print(f"  {report.lost_subscriptions} subscriptions lost; states told: {_counted(report)}")


def _counted(report: Report) -> str:
    states = report.listeners.states
    return ", ".join(f"{states.count(one)} {one}" for one in sorted(set(states)))
