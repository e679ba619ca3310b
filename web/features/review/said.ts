/** The AI's reasons in the reader's language: the desk keeps them as English sentences of fixed forms. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useCategoryNames } from "./data";

/** The name of the sentence in the catalogue, and what its brackets hold. */
type Form = readonly [
  pattern: RegExp,
  key: string,
  ...values: ("text" | "category" | "language")[],
];

const FORMS: Form[] = [
  [/^No article clearly answers: (.+)$/, "no_answer", "text"],
  [/^No article speaks of: (.+)\.$/, "unknown_names", "text"],
  [/^No article in (.+) answers this message\.$/, "no_article_in", "language"],
  [/^No article was found for this message\.$/, "no_article"],
  [/^Not answered: (.+)$/, "left_open", "text"],
  [/^Not in its source: (.+)$/, "not_in_source", "text"],
  [/^A sentence (?:says|names|adds) .+ is not in its source: (.+)$/, "says_more", "text"],
  [/^A sentence leaves out .+ is in its source: (.+)$/, "leaves_out", "text"],
  [/^The message was sent by a machine \((.+)\)\.$/, "by_machine", "text"],
  [/^Sent by a machine, not answered: (.+)$/, "by_machine", "text"],
  [/^The message tries to give orders to the machine: (.+)\.$/, "orders", "text"],
  [/^The message looks like spam: (.+)\.$/, "spam", "text"],
  [/^The message speaks of danger to people\.$/, "danger"],
  [/^The message is abusive\.$/, "abusive"],
  [/^The message uses legal words\.$/, "legal"],
  [/^The message holds a secret \((.+)\)\.$/, "secret", "text"],
  [/^The customer asks for a person\.$/, "person"],
  [/^Something went wrong with the customer's own order or account\.$/, "own_case"],
  [/^The customer asks us to do something for them\.$/, "action"],
  [/^The message asks no question that could be answered\.$/, "no_question"],
  [/^The answer speaks of another country than the customer\.$/, "country"],
  [/^Repeats what only the mail says: (.+)\.$/, "repeats", "text"],
  [/^Promises something no source promises: (.+)\.$/, "promises", "text"],
  [/^The customer already got this answer\.$/, "again"],
  [/^Names what is not the requester's: (.+)\.$/, "of_others", "text"],
  [/^Names somebody of the thread: (.+)\.$/, "of_thread", "text"],
  [/^All checks passed and both thresholds were met\.$/, "passed"],
  [/^Answers are switched off for (.+)\.$/, "off", "category"],
  [/^Answers for (.+) are only recorded, to be measured\.$/, "recorded", "category"],
  [/^Answers for (.+) go through a person\.$/, "through_person", "category"],
  [/^There is no checked draft\.$/, "no_draft"],
  [/^The message is about (.+), the policy is for (.+)\.$/, "other_policy", "category", "category"],
  [/^The category is not certain enough\.$/, "unsure_category"],
  [/^The articles may not answer the question\.$/, "unsure_answer"],
];
const TOO_LOW = /^(.+) \((\d\.\d\d), (\d\.\d\d) needed\)\.$/;

/** Why a ticket has its priority. */
const WHY: Record<string, string> = {
  "money is wrong": "money",
  "chargeback or fraud": "fraud",
  "security of an account": "account",
  "something is down for everybody": "down",
  "a day is named that is near": "day",
  "asked for haste": "haste",
  "something does not work or has not come": "broken",
  "asked before without an answer": "before",
  "many people or much money": "many",
  "safety of people": "safety",
  "legal words": "legal",
  "abusive words": "abuse",
  "a secret was sent": "secret",
  "an angry tone": "angry",
  "sent by a machine": "machine",
  "thanks or an offer, nothing is asked of us": "thanks",
  "an ordinary question": "ordinary",
};

const LANGUAGES = ["en", "de", "fr", "it", "es", "pt", "nl", "pl"];

export interface Said {
  text: string;
  /** No translation is known: these are the desk's own words, in English. */
  quoted: boolean;
}

export function useSaid() {
  const { t, i18n } = useTranslation("review");
  const { name } = useCategoryNames();
  const { language } = i18n;
  const english = language.startsWith("en");
  const word = t as unknown as (key: string, values?: object) => string;

  const said = useCallback(
    (sentence: string): Said => {
      if (english || !sentence) return { text: sentence, quoted: false };
      const low = TOO_LOW.exec(sentence);
      if (low) {
        const [, what = "", value, needed] = low;
        const told = said(/[.?!…]$/.test(what) ? what : `${what}.`);
        const share = new Intl.NumberFormat(language, { style: "percent" });
        const values = { value: share.format(Number(value)), needed: share.format(Number(needed)) };
        const text = word("said.too_low", { ...values, what: told.text.replace(/\.$/, "") });
        return { text, quoted: told.quoted };
      }
      for (const [pattern, key, ...kinds] of FORMS) {
        const found = pattern.exec(sentence);
        if (!found) continue;
        const values = kinds.map((kind, at) => {
          const given = found[at + 1] ?? "";
          if (kind === "category") return name(given);
          return kind === "language" ? languageIn(language, given) : given;
        });
        return { text: word(`said.${key}`, { of: values[0], for: values[1] }), quoted: false };
      }
      return { text: sentence, quoted: true };
    },
    [english, language, name, word],
  );

  return { said, why: (reason: string) => (WHY[reason] ? word(`why.${WHY[reason]}`) : reason) };
}

/** "German" as the reader calls it. */
function languageIn(reader: string, english: string): string {
  const inEnglish = new Intl.DisplayNames("en", { type: "language" });
  const code = LANGUAGES.find((one) => inEnglish.of(one) === english);
  return code ? (new Intl.DisplayNames(reader, { type: "language" }).of(code) ?? english) : english;
}
