"""A report as a PNG: lines over time, or bars; drawn by Pillow, with nothing else needed."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from autocrm.cli.report_words import length, on_the_wall

SIZE = (1200, 600)  # pixels
_LEFT, _TOP, _RIGHT, _BOTTOM = 90, 90, 30, 70  # around the plot
_INK, _GRID, _FAINT = "#20242a", "#dfe3e8", "#6b7280"
_COLOURS = ("#2563a8", "#d97706", "#15803d", "#9333ea")  # apart also for who sees no red or green
_MOST_BARS = 12

Point = tuple[float, float]


def draw(answer: dict[str, Any]) -> bytes:
    """PNG of a report as `report` gives it. A bar chart shows the largest twelve lines."""
    image = Image.new("RGB", SIZE, "white")
    chart = _Chart(image, answer)
    chart.frame()
    if answer["by"] == ["at"]:
        chart.lines()
    else:
        chart.bars()
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def ticks(top: float) -> list[float]:
    """Round numbers from 0 to at least `top`, about five of them."""
    if top < 1e-9:
        return [0.0, 1.0]
    rough = top / 5
    step = 10 ** math.floor(math.log10(rough))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step >= rough)
    return [n * step for n in range(math.ceil(top / step - 1e-9) + 1)]


class _Chart:
    def __init__(self, image: Image.Image, answer: dict[str, Any]) -> None:
        self.pen = ImageDraw.Draw(image)
        self.answer = answer
        self.figures: list[str] = answer["chart"]["y"]
        self.rows: list[dict[str, Any]] = answer["lines"]
        if answer["by"] != ["at"]:
            self.rows = sorted(self.rows, key=lambda row: -self._value(row, self.figures[0]))
            self.rows = self.rows[:_MOST_BARS]
        tops = [self._value(row, figure) for row in self.rows for figure in self.figures]
        top = max(tops, default=0.0)
        unit = 1.0
        if self.figures[0].endswith("_s"):  # round in days, hours or minutes
            unit = next((u for u in (86_400.0, 3600.0, 60.0) if top >= u), 1.0)
        self.ticks = [unit * tick for tick in ticks(top / unit)]

    def frame(self) -> None:
        """Title, legend, and the scale with its lines."""
        begins, ends = self._time(self.answer["from"]), self._time(self.answer["to"])
        self._text((_LEFT, 18), self.answer["title"], 26)
        self._text((_LEFT, 52), f"{begins:%Y-%m-%d} to {ends:%Y-%m-%d}", 16, _FAINT)
        right = SIZE[0] - _RIGHT
        for number, figure in reversed(list(enumerate(self.figures))):
            name = figure.removesuffix("_s").replace("_", " ")
            width = _font(16).getlength(name)
            self._text((right - width, 52), name, 16)
            self.pen.rectangle((right - width - 22, 55, right - width - 8, 69), _colour(number))
            right -= int(width) + 44
        for tick in self.ticks:
            y = self._y(tick)
            self.pen.line((_LEFT, y, SIZE[0] - _RIGHT, y), _GRID)
            label = self._label(tick)
            self._text((_LEFT - 10 - _font(14).getlength(label), y - 9), label, 14, _FAINT)

    def lines(self) -> None:
        """One line a figure, over time; where there is no value, none."""
        times = [self._time(row["at"]) for row in self.rows]
        for number, figure in enumerate(self.figures):
            points = [
                (self._x(n), self._y(float(row[figure])))
                for n, row in enumerate(self.rows)
                if row[figure] is not None
            ]
            for before, after in pairwise(points):
                self.pen.line((*before, *after), _colour(number), 3)
            for x, y in points if len(points) < 60 else []:
                self.pen.ellipse((x - 4, y - 4, x + 4, y + 4), _colour(number))
        self._times(times)

    def bars(self) -> None:
        """A group of bars a line."""
        if not self.rows:
            return self._nothing()
        room = (SIZE[0] - _LEFT - _RIGHT) / len(self.rows)
        width = room * 0.8 / len(self.figures)
        for n, row in enumerate(self.rows):
            start = _LEFT + n * room + room * 0.1
            for number, figure in enumerate(self.figures):
                x = start + number * width
                y = self._y(self._value(row, figure))
                self.pen.rectangle((x, y, x + width - 1, self._y(0)), _colour(number))
            name = " · ".join(_short(row[key]) for key in self.answer["by"])
            self._fitting((start - room * 0.1 + room / 2, SIZE[1] - _BOTTOM + 10), name, room - 6)

    def _times(self, times: Sequence[datetime]) -> None:
        if not times:
            return self._nothing()
        every = max(1, math.ceil(len(times) / 10))
        for n in range(0, len(times), every):
            text = times[n].strftime("%d %b %y")
            middle = self._x(n) - _font(14).getlength(text) / 2
            self._text((max(middle, 4), SIZE[1] - _BOTTOM + 12), text, 14, _FAINT)

    def _nothing(self) -> None:
        self._text((_LEFT + 20, _TOP + 20), "Nothing in this period.", 18, _FAINT)

    def _time(self, text: str) -> datetime:
        return on_the_wall(text, self.answer["zone"])

    def _value(self, row: dict[str, Any], figure: str) -> float:
        return float(row[figure] or 0)

    def _x(self, n: int) -> float:
        room = SIZE[0] - _LEFT - _RIGHT - 20
        return _LEFT + 10 + (room * n / (len(self.rows) - 1) if len(self.rows) > 1 else room / 2)

    def _y(self, value: float) -> float:
        height = SIZE[1] - _TOP - _BOTTOM
        return SIZE[1] - _BOTTOM - height * value / self.ticks[-1]

    def _label(self, tick: float) -> str:
        if self.figures[0].endswith("_s"):
            return length(tick)
        return f"{tick:.0%}" if self.figures[0].endswith("_share") else f"{tick:g}"

    def _fitting(self, middle: Point, text: str, room: float) -> None:
        while len(text) > 2 and _font(14).getlength(text) > room:
            text = text[:-2] + "…"
        x = middle[0] - _font(14).getlength(text) / 2
        self._text((x, middle[1]), text, 14, _FAINT)

    def _text(self, at: Point, text: str, size: int, ink: str = _INK) -> None:
        self.pen.text(at, text, ink, _font(size))


def _short(value: Any) -> str:
    """A key as it stands below its bar: of an address the part before its @."""
    return "none" if value is None else str(value).partition("@")[0]


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]
