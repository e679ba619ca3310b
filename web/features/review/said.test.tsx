import { screen } from "@testing-library/react";
import i18next from "i18next";
import { afterAll, beforeAll, expect, it } from "vitest";
import { show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { Reason } from "./Reason";

beforeAll(async () => void (await i18next.changeLanguage("de")));
afterAll(async () => void (await i18next.changeLanguage("en")));

it.each([
  ["No article clearly answers: And what?", "Kein Artikel beantwortet eindeutig: And what?"],
  ["No article in German answers this message.", /^Auf Deutsch beantwortet kein Artikel/],
  ["Answers for legal are only recorded, to be measured.", /^Antworten zu Rechtliches werden nur/],
  [
    "The category is not certain enough (0.41, 0.60 needed).",
    /^Die Kategorie ist nicht sicher genug \(41\s%, nötig sind 60\s%\)\.$/,
  ],
])("%s", async (english, german) => {
  serve({ "GET /rest/v1/ticket_categories": () => [{ key: "legal", label: "Rechtliches" }] });
  show(<Reason of={english} />);
  expect(await screen.findByText(german)).toBeVisible();
});

it("quotes what it has no words for", async () => {
  serve({ "GET /rest/v1/ticket_categories": () => [] });
  show(<Reason of="Something new was found." />);
  const quoted = await screen.findByText("Something new was found.");
  expect(quoted.tagName).toBe("Q");
  expect(quoted).toHaveAttribute("lang", "en");
});
