import { describe, expect, it } from "vitest";
import { call, rows } from "@/lib/api";
import { asProblem, type Problem } from "@/lib/problem";
import { supabase } from "@/lib/supabase";
import { Refusal, serve } from "@/test/unit/server";

describe("calls", () => {
  it("give what the function returns", async () => {
    const asked = serve({ "POST /rest/v1/rpc/view_counts": () => [{ id: "1", count: 3 }] });
    expect(await call("view_counts")).toEqual([{ id: "1", count: 3 }]);
    expect(asked).toHaveLength(1);
  });

  it("throw the server's sentence with its status", async () => {
    serve({
      "POST /rest/v1/rpc/update_ticket": () =>
        new Refusal(409, "Somebody changed it: read it again."),
    });
    const problem = (await call("update_ticket", {}).catch((error) => error)) as Problem;
    expect(problem.conflict).toBe(true);
    expect(problem.message).toBe("Somebody changed it: read it again.");
  });

  it("read rows the same way", async () => {
    serve({ "GET /rest/v1/teams": () => new Refusal(403, "Not yours.", "42501") });
    await expect(rows(supabase().from("teams").select("id"))).rejects.toMatchObject({
      status: 403,
    });
  });

  it("know a dead network from a refusal", () => {
    expect(asProblem(new TypeError("Failed to fetch")).unreachable).toBe(true);
  });
});
