import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { readAnew } from "./anew";

/** A query that is looked at; `answer` ends its readings one after the other. */
function looked() {
  const queries = new QueryClient();
  const waiting: ((value: string) => void)[] = [];
  const read = vi.fn(() => new Promise<string>((resolve) => waiting.push(resolve)));
  const observer = new QueryObserver(queries, { queryKey: ["request", "7"], queryFn: read });
  observer.subscribe(() => {});
  return { queries, read, observer, answer: (value: string) => waiting.shift()?.(value) };
}

test("a change during the first reading is not lost", async () => {
  const { queries, read, observer, answer } = looked();
  readAnew(queries, ["request"]); // the answer that is under way may not know of it
  answer("before");
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2));
  answer("after");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("after"));
});

test("a change after it is read once", async () => {
  const { queries, read, observer, answer } = looked();
  answer("before");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("before"));
  readAnew(queries, ["request"]);
  answer("after");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("after"));
  expect(read).toHaveBeenCalledTimes(2);
});

test("what begins with another key is left alone", async () => {
  const { queries, read, answer } = looked();
  readAnew(queries, ["queue"]);
  answer("before");
  await new Promise((resolve) => setTimeout(resolve));
  expect(read).toHaveBeenCalledTimes(1);
});
