import { describe, expect, it } from "vitest";
import { timesFor } from "@/lib/time";

describe("times", () => {
  const now = Date.parse("2026-11-25T12:00:00Z");

  it("are in the reader's zone and language", () => {
    const at = "2026-11-25T23:30:00Z";
    expect(timesFor("en-GB", "Europe/Zurich").full(at)).toBe("26 Nov 2026, 00:30");
    expect(timesFor("de", "Europe/Zurich").day(at)).toBe("26.11.2026");
  });

  it("are told from now, in the largest unit that fits", () => {
    const { relative } = timesFor("en");
    expect(relative("2026-11-25T11:59:40Z", now)).toBe("now");
    expect(relative("2026-11-25T09:00:00Z", now)).toBe("3 hr. ago");
    expect(relative("2026-11-27T12:00:00Z", now)).toBe("in 2 days");
  });

  it.each([
    [12, "12 sec"],
    [90, "1 min"],
    [4_800, "1 hr 20 min"],
    [93_600, "1 day 2 hr"],
    [-5, "0 sec"],
  ])("spans of %d s are %s", (seconds, said) => {
    expect(timesFor("en").span(seconds)).toBe(said);
  });
});
