import { expect, it } from "vitest";
import { safeNext } from "@/features/auth/next";

it.each(["/desk", "/requests/7?q=a#b", "/"])("%s is ours", (path) => {
  expect(safeNext(path)).toBe(path);
});

it.each([
  undefined,
  "",
  "desk",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "/\t/elsewhere.example",
  "https://elsewhere.example/",
  "javascript:alert(1)",
])("%j leads elsewhere, and nowhere then", (path) => {
  expect(safeNext(path)).toBeUndefined();
});
