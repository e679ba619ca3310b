import { afterEach, expect, it, vi } from "vitest";
import { patient, persistent } from "@/lib/patient";

afterEach(() => vi.restoreAllMocks());

function network() {
  const here = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  return {
    back() {
      here.mockReturnValue(true);
      window.dispatchEvent(new Event("online"));
    },
  };
}

it("a page's code that does not come offline fails only when there is a network", async () => {
  const { back } = network();
  let failed = false;
  const load = patient(() => Promise.reject(new TypeError("Failed to fetch")))().catch(() => {
    failed = true;
  });
  await Promise.resolve();
  expect(failed).toBe(false);
  back();
  await load;
  expect(failed).toBe(true);
});

it("what must come is asked for again with the network", async () => {
  const { back } = network();
  const load = vi.fn().mockRejectedValueOnce(new TypeError("Failed to fetch")).mockResolvedValue(7);
  const coming = persistent(load);
  await Promise.resolve();
  expect(load).toHaveBeenCalledTimes(1);
  back();
  expect(await coming).toBe(7);
});
