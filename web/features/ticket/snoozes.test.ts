import { expect, test } from "vitest";
import { snoozes } from "./snoozes";

const at = (now: string, key: string) => snoozes(new Date(now)).find((one) => one.key === key)?.at;

test("on a Monday, next Monday is a week away", () => {
  expect(at("2026-11-23T10:20:00", "monday")).toEqual(new Date("2026-11-30T08:00:00"));
});

test("on a Sunday, Monday is tomorrow", () => {
  expect(at("2026-11-29T23:50:00", "monday")).toEqual(new Date("2026-11-30T08:00:00"));
  expect(at("2026-11-29T23:50:00", "tomorrow")).toEqual(new Date("2026-11-30T08:00:00"));
});

test("later today is three hours on, at the full hour", () => {
  expect(at("2026-11-25T10:20:00", "later")).toEqual(new Date("2026-11-25T13:00:00"));
});
