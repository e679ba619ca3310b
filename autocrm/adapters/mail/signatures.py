"""Signatures and footers at the end of what was written."""

from __future__ import annotations

import re

_DELIMITER = re.compile(r"^-- ?$")
_MAX_SIGNATURE = 15  # lines; what is longer below "--" is no signature
_PROGRAM = re.compile(
    r"^\W{0,3}("
    r"(sent|sent securely) (from|with|via|using) [^.,?!]{2,60}"
    r"|get outlook for [^.,?!]{2,40}"
    r"|(von|mit) (meinem(/meiner)?|meiner|der|dem|mein) [^.,?!]{2,60}"
    r" (gesendet|geschrieben|verschickt)"
    r"|gesendet (von|mit|aus) [^.,?!]{2,60}"
    r"|diese nachricht wurde von mein\w{0,2} [^,?!]{2,80} (gesendet|verschickt)"
    r"|envoy\S{1,4} (de|depuis|à partir de|avec) [^.,?!]{2,60}"
    r"|t\S{1,4}l\S{1,4}chargez outlook pour [^.,?!]{2,40}"
    r"|outlook f\S{1,3}r [^.,?!]{2,20} (beziehen|herunterladen)"
    r"|holen sie sich outlook [^.,?!]{2,40}"
    r"|enviado (desde|do|pelo) [^.,?!]{2,60}|inviato da[l ]?[^.,?!]{2,60}"
    r"|verzonden (vanaf|met|via) [^.,?!]{2,60}|(skickat|sendt) (från|fra) [^.,?!]{2,60}"
    r"|virenfrei\W.{0,60}|virus-free\W.{0,60}|sans virus\W.{0,60}"
    r")[\W]{0,3}(\s?\(?https?://\S{1,300})?\W{0,2}$",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"(phone|mail|android|samsung|galaxy|outlook|ipad|ios|mobil|handy|tablet|windows|yahoo|gmx|"
    r"web\.de|blackberry|huawei|xiaomi|pixel|proton|app\b|mac|thunderbird|portable|smartphone|"
    r"t\S{1,3}l\S{1,3}phone|vir)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"^\W{0,3}(this (e-?mail|message)\b.{0,80}\b(confidential|intended|privileged)"
    r"|(diese|dieses) (e-?mail|nachricht|mail)\b.{0,80}\bvertraulich"
    r"|ce (message|courriel|mail)\b.{0,80}\bconfidentiel"
    r"|confidentiality notice|disclaimer\W|vertraulichkeitshinweis)",
    re.IGNORECASE,
)


def without_footers(text: str) -> str:
    """`text` without signature block, mobile footer and legal notice; may be empty."""
    lines = _without_notice(_without_signature(text.split("\n")))
    while lines and (not lines[-1].strip() or is_program_line(lines[-1])):
        lines.pop()
    kept = [line for line in lines if not is_program_line(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def is_program_line(line: str) -> bool:
    """`Sent from my iPhone`: a line that a program adds."""
    return len(line) < 300 and bool(_PROGRAM.match(line) and _OURS.search(line))


def _without_signature(lines: list[str]) -> list[str]:
    """Cut the block below "-- ", unless it asks something: then it is no signature."""
    for index in range(max(0, len(lines) - _MAX_SIGNATURE - 1), len(lines)):
        below = lines[index + 1 :]
        if _DELIMITER.match(lines[index]):
            asks = any("?" in part and "://" not in part for part in below)
            return lines if asks else lines[:index]
    return lines


def _without_notice(lines: list[str]) -> list[str]:
    for index, line in enumerate(lines):
        starts = index and not lines[index - 1].strip()
        if starts and _LEGAL.match(line[:300]):
            return lines[:index]
    return lines
