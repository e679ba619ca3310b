import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changes } from "./history";
import { choose, upperBound } from "./promise";

test("the bound is Clopper and Pearson's", () => {
  expect(upperBound(0, 59)).toBeCloseTo(0.0495, 4);
  expect(upperBound(1, 20)).toBeCloseTo(0.2161, 4);
  expect(upperBound(3, 3)).toBe(1);
});

const judged = (n: number, confidence: number, agreed: boolean) =>
  Array.from({ length: n }, () => ({ confidence, agreed }));

test("the threshold is the lowest that keeps the promise", () => {
  const sure = judged(80, 0.9, true);
  expect(choose([...sure, ...judged(30, 0.5, false)], 0.05)).toEqual({
    edge: 0.9,
    taken: 80,
    wrong: 0,
  });
  expect(choose([...judged(40, 0.5, true), ...sure], 0.05).edge).toBe(0.5);
});

test("too few, or too many errors among the surest, keep nothing", () => {
  expect(choose(judged(20, 0.9, true), 0.05).edge).toBeNull();
  expect(choose(judged(100, 0.9, false), 0.05).edge).toBeNull();
});

/** `policy choose` is held to the same cases: tests/unit/ai/test_promise.py. */
const CASES: {
  bounds: [errors: number, n: number, bound: number][];
  thresholds: { promise: number; judged: [number, 0 | 1][]; edge: number | null }[];
} = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../tests/data/promises.json"), "utf8"),
);

test.each(CASES.bounds)("%i errors of %i bound as at the command line", (errors, n, bound) => {
  expect(upperBound(errors, n)).toBeCloseTo(bound, 6);
});

test.each(CASES.thresholds)(
  "a promise of $promise is kept from $edge on, as at the command line",
  (given) => {
    const answers = given.judged.map(([confidence, right]) => ({
      confidence,
      agreed: right === 1,
    }));
    expect(choose(answers, given.promise).edge).toBe(given.edge);
  },
);

test("the history tells what is another value now", () => {
  const before = { mode: "review", min_confidence: 0.6, bar: 0.9, version: 1 };
  const after = { ...before, mode: "auto", version: 2 };
  expect(changes({ action: "policy.set", details: { ...after, before, after } })).toEqual([
    { what: "mode", before: "review", after: "auto" },
  ]);
  expect(
    changes({ action: "policy.demote", details: { before: "auto", after: "review", n: 30 } }),
  ).toEqual([{ what: "mode", before: "auto", after: "review" }]);
  expect(changes({ action: "policy.set", details: { before: null, after: { bar: 0.8 } } })).toEqual(
    [{ what: "bar", before: null, after: 0.8 }],
  );
});
