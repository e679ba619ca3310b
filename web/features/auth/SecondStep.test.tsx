import type { Session } from "@supabase/supabase-js";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sent, serveSignedIn } from "@/features/account/testing";
import { SecondStep } from "@/features/auth/SecondStep";
import { factorDue } from "@/lib/secondStep";
import { show } from "@/test/unit/render";
import { Refusal } from "@/test/unit/server";

const session = (aal: string, ...factors: { id: string; status: string }[]) =>
  ({
    access_token: `h.${btoa(JSON.stringify({ aal }))}.s`,
    user: { factors },
  }) as unknown as Session;

it("is due when a proved factor is there and the token has not its level", () => {
  const factor = { id: "f1", status: "verified" };
  expect(factorDue(session("aal1", factor))).toBe("f1");
  expect(factorDue(session("aal2", factor))).toBeNull();
  expect(factorDue(session("aal1", { id: "f2", status: "unverified" }))).toBeNull();
  expect(factorDue(session("aal1"))).toBeNull();
  expect(factorDue(null)).toBeNull();
});

it("sends six digits as soon as they are there, and says when they were wrong", async () => {
  const asked = await serveSignedIn({
    "POST /auth/v1/factors/f1/challenge": () => ({ id: "c1", expires_at: 9_999_999_999 }),
    "POST /auth/v1/factors/f1/verify": () =>
      new Refusal(422, "Invalid TOTP code entered", "mfa_verification_failed"),
  });
  show(<SecondStep factor="f1" />, { me: null });
  const field = await screen.findByLabelText("Six-digit code");
  await userEvent.type(field, "123 45");
  expect(asked).toEqual([]);
  await userEvent.type(field, "6");
  expect(await screen.findByText(/This code is wrong/)).toBeVisible();
  await waitFor(() => expect(field).toHaveValue(""));
  expect(sent(asked, "/verify")).toEqual([{ challenge_id: "c1", code: "123456" }]);
});
