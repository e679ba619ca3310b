/** A draft that waits, as the server gives it, for the tests of queue and panel. */

export const anArticle = {
  content: "# Delivery ☕\n\nA parcel takes three days. Abroad it takes longer.",
};

const SENTENCE = "A parcel takes three days.";
const start = Array.from(anArticle.content.split(SENTENCE)[0] ?? "").length;

export const aDecision = {
  id: "decision-1",
  outcome: "review",
  reason: "No article clearly answers: to Vaduz?",
  confidence: 0.91,
  triage: {
    scores: { shipping: 0.91, returns: 0.05, other: 0.03, billing: 0.01 },
    priority_reasons: ["an ordinary question"],
    language: "en",
    language_confidence: 1,
    sentiment: -0.5,
    flags: ["legal"],
    flag_reasons: { legal: "speaks of a lawyer" },
  },
  draft: {
    answerability: 0.4,
    sentences: [
      {
        text: SENTENCE,
        citations: [
          {
            article_id: "article-1",
            article_version: 2,
            slug: "delivery-times",
            title: "Delivery times",
            start,
            end: start + SENTENCE.length,
          },
        ],
      },
    ],
  },
  checks: [
    { name: "no_spam", passed: true, detail: "" },
    { name: "answers_every_question", passed: false, detail: "Not answered: to Vaduz?" },
  ],
  thresholds: { min_confidence: 0.6, min_answerability: 0.6 },
  model: "local",
  cost_usd: 0,
};

interface Ticket {
  number: number;
  subject: string;
  priority: number;
}

export function aDraft(id: string, ticket: Ticket) {
  return {
    id: `draft-${id}`,
    ticket_id: `ticket-${id}`,
    interaction_id: "message-1",
    state: "pending",
    text: `Hello Ida,\n\n${SENTENCE}\n\nKind regards`,
    created_at: `2026-11-2${id}T08:00:00Z`,
    ai_decisions: aDecision,
    tickets: {
      ...ticket,
      category: "shipping",
      customers: { name: "Ida Roth", email: "ida@postbox.example" },
    },
  };
}

/** What open_ticket gives, as far as the review and the panel read it. */
export const aTicket = (id: string) => ({
  ticket: { id },
  interactions: [
    { id: "message-0", author: "customer", content: "An older one" },
    { id: "message-1", author: "customer", content: "How long does it take to Vaduz?" },
  ],
});
