/** Call an HTTP function that tells its answer piece by piece, as server-sent events. */
import { invoke } from "@/lib/api";
import { asProblem, Problem } from "@/lib/problem";

/**
 * `piece` hears what is being written, which nobody has checked; what is returned was. A function
 * that cannot stream answers at once. Throws as `invoke` does, also in the middle.
 */
export async function stream<T>(
  path: string,
  body: Record<string, unknown>,
  piece: (text: string) => void,
  signal: AbortSignal,
): Promise<T> {
  const answer = await invoke<T | Response>(path, { ...body, stream: true }, signal);
  if (!(answer instanceof Response)) return answer;
  try {
    for await (const { event, data } of events(answer)) {
      const told = JSON.parse(data);
      if (event === "piece") piece(told.text);
      else if (event === "done") return told;
      else if (event === "error") throw new Problem(told.detail, told.status, told.code);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw asProblem(new TypeError(String(error))); // broken off on the way
  }
  throw new Problem("", 0); // ended without an end
}

interface Told {
  event: string;
  data: string;
}

async function* events(answer: Response): AsyncGenerator<Told> {
  const reader = answer.body?.getReader();
  if (!reader) return;
  const letters = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += letters.decode(value, { stream: !done }).replaceAll("\r", "");
    const whole = rest.split("\n\n");
    rest = whole.pop() ?? "";
    for (const one of whole) yield parsed(one);
    if (done) return;
  }
}

function parsed(block: string): Told {
  const field = (name: string) =>
    block
      .split("\n")
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ""))
      .join("\n");
  return { event: field("event") || "message", data: field("data") };
}
