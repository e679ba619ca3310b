import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { AGENT, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";
import { NumbersPage } from "./NumbersPage";

interface Body {
  p_name: string;
  p_from: string;
  p_filter: { assignee?: string; team?: string };
}

function desk(report: (body: Body) => unknown) {
  return serve({
    "GET /rest/v1/teams": () => [{ id: AGENT.teamIds[0], key: "front", name: "Front desk" }],
    "GET /rest/v1/members": () => [{ email: AGENT.email, name: AGENT.name }],
    "POST /rest/v1/rpc/report": ({ body }) => report(body as Body),
  });
}

const some = ({ p_name, p_filter }: Body) =>
  p_name === "workload"
    ? {
        total: {},
        lines: [{ member: AGENT.email, assigned: 7, answered: 5, solved: 4, to_do_now: 3 }],
      }
    : {
        total: p_filter.assignee
          ? { median_s: 3600, answered: 5, solved: 4, average: 4.5, ratings: 2 }
          : { median_s: 7200, answered: 20, solved: 9, average: 3.9, ratings: 8 },
        lines: [],
      };

describe("my numbers", () => {
  it("stand beside the team's", async () => {
    desk(some);
    show(<NumbersPage />);
    const card = await screen.findByRole("region", { name: "First response" });
    expect(card).toHaveTextContent(/Me\s*1 hr5 first answers/);
    expect(card).toHaveTextContent(/Team\s*2 hr20 first answers/);
    expect(screen.getByRole("region", { name: "Promises kept" })).toHaveTextContent("Nothing yet");
    const row = (await screen.findByText("(you)")).closest("tr") as HTMLElement;
    expect(row).toHaveTextContent("Reto Brodbeck (you)");
    expect(
      within(row)
        .getAllByRole("cell")
        .map((cell) => cell.textContent),
    ).toEqual(["7", "5", "4", "3"]);
  });

  it("are asked for the chosen period and my address", async () => {
    const asked = desk(some);
    show(<NumbersPage />);
    await screen.findByRole("region", { name: "Satisfaction" });
    await userEvent.click(screen.getByText("7 days"));
    const oldest = Date.now() - 8 * 86_400_000;
    await waitFor(() => {
      const bodies = asked.map((one) => one.body as Body | null).filter((one) => one?.p_name);
      const recent = bodies.filter((one) => one && new Date(one.p_from).getTime() > oldest);
      expect(recent.map((one) => one?.p_filter)).toContainEqual({ assignee: AGENT.email });
      expect(recent.map((one) => one?.p_filter)).toContainEqual({ team: "front" });
    });
  });

  it("say what went wrong", async () => {
    desk(() => new Refusal(422, "There is no such report."));
    show(<NumbersPage />);
    expect(await screen.findByRole("alert")).toHaveTextContent("There is no such report.");
  });
});
