import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { SecondFactor } from "@/features/account/SecondFactor";
import { sent, serveSignedIn, USER } from "@/features/account/testing";
import { CUSTOMER, show } from "@/test/unit/render";

const factor = (id: string, status: string) => ({
  ...{ id, status, factor_type: "totp", created_at: "2026-11-25T08:00:00Z" },
});

it("is set up by a code; what an earlier try left over is taken away first", async () => {
  let factors = [factor("old", "unverified")];
  const asked = await serveSignedIn({
    "GET /auth/v1/user": () => ({ ...USER, factors }),
    "DELETE /auth/v1/factors/old": () => ({ id: "old" }),
    "POST /auth/v1/factors": () => ({
      ...{ id: "new", type: "totp" },
      totp: { qr_code: "<svg></svg>", secret: "JBSWY3DP", uri: "otpauth://totp/x" },
    }),
    "POST /auth/v1/factors/new/challenge": () => ({ id: "c1", expires_at: 9_999_999_999 }),
    "POST /auth/v1/factors/new/verify": () => {
      factors = [factor("new", "verified")];
      return { access_token: "a.b.c", refresh_token: "r", expires_in: 3600, user: USER };
    },
  });
  show(<SecondFactor />, { me: CUSTOMER });
  await userEvent.click(await screen.findByRole("button", { name: "Set it up" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(await within(dialog).findByRole("button", { name: /I cannot scan/ }));
  expect(within(dialog).getByText("JBSWY3DP")).toBeVisible();
  expect(within(dialog).getByRole("img")).toHaveAttribute("src", expect.stringMatching(/^data:/));
  await userEvent.type(within(dialog).getByLabelText("Six-digit code"), "123456");
  expect(await screen.findByText(/Authenticator app, since/)).toBeVisible();
  expect(asked.some(({ method }) => method === "DELETE")).toBe(true);
  expect(sent(asked, "/verify")).toEqual([{ challenge_id: "c1", code: "123456" }]);
});

it("is removed after a question only", async () => {
  let factors = [factor("f1", "verified")];
  const asked = await serveSignedIn({
    "GET /auth/v1/user": () => ({ ...USER, factors }),
    "DELETE /auth/v1/factors/f1": () => {
      factors = [];
      return { id: "f1" };
    },
  });
  show(<SecondFactor />, { me: CUSTOMER });
  await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
  expect(asked.some(({ method }) => method === "DELETE")).toBe(false);
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(asked.some(({ method }) => method === "DELETE")).toBe(true));
  expect(await screen.findByText("Not set up.")).toBeVisible();
});
