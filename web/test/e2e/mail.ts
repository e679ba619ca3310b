/** The captured mail of the stack. */
import { inject } from "vitest";

interface Summary {
  ID: string;
  Subject: string;
  To: { Address: string }[];
}

/** The newest mail to `address` whose subject matches, as text; waits until it is there. */
export async function mailTo(address: string, subject: RegExp, seconds = 20): Promise<string> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    const answer = await fetch(`${inject("mail")}/api/v1/messages?limit=200`);
    const { messages } = (await answer.json()) as { messages: Summary[] };
    const found = messages.find(
      (one) => subject.test(one.Subject) && one.To.some((to) => to.Address === address),
    );
    if (found) {
      const whole = await fetch(`${inject("mail")}/api/v1/message/${found.ID}`);
      return ((await whole.json()) as { Text: string }).Text;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`No mail to ${address} about ${subject} within ${seconds} s.`);
}
