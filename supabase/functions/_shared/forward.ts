// Hosted Supabase runs functions in Deno, ours are Python: these pass each request on to where
// the Python functions are deployed (the secret AUTOCRM_FUNCTIONS_URL, without a name at its
// end) and the answer back, streaming both ways. They hold no key and add none: a function acts
// with the rights of whoever called it.

declare const Deno: { env: { get(name: string): string | undefined } };

const PATIENCE_MS = 140_000; // the platform itself gives up after 150 s without an answer
const HOP_BY_HOP = ["connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];
// fetch sets these itself, or has undone them: the body arrives here already unpacked
const NOT_SENT = [...HOP_BY_HOP, "host", "content-length", "sb-api-key"];
const NOT_RETURNED = [...HOP_BY_HOP, "content-length", "content-encoding"];

/** The handler of one function: `Deno.serve(forward("search"))`. */
export function forward(name: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (isPreflight(request)) return preflight(request);
    const base = Deno.env.get("AUTOCRM_FUNCTIONS_URL");
    if (!base) {
      return problem(503, "not_configured", "Set the secret AUTOCRM_FUNCTIONS_URL to forward.");
    }
    try {
      return readable(await pass(request, target(base, name, request.url)));
    } catch (error) {
      if (request.signal.aborted) return new Response(null, { status: 499 });
      return explained(error);
    }
  };
}

/** The same path below the function and the same query, at `base`. */
function target(base: string, name: string, url: string): string {
  const { pathname, search } = new URL(url);
  const below = pathname.replace(/^\/functions\/v1(?=\/)/, "").replace(/^\/[^/]*/, "");
  return `${base.replace(/\/+$/, "")}/${name}${below}${search}`;
}

async function pass(request: Request, url: string): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException("late", "TimeoutError")), PATIENCE_MS);
  try {
    return await fetch(url, {
      method: request.method,
      headers: without(request.headers, NOT_SENT),
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.any([request.signal, late.signal]),
      duplex: "half",
    } as RequestInit);
  } finally {
    clearTimeout(timer); // the answer itself may take as long as it likes
  }
}

function without(headers: Headers, names: string[]): Headers {
  const kept = new Headers(headers);
  for (const name of names) kept.delete(name);
  return kept;
}

function explained(error: unknown): Response {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return problem(504, "functions_late", "The functions did not answer in time: try again.");
  }
  return problem(502, "functions_unreachable", "The functions do not answer: try again later.");
}

/** RFC 9457, with `code` and `message` where the Supabase clients look. */
function problem(status: number, code: string, message: string): Response {
  const body = { type: "about:blank", title: "Not forwarded", status, detail: message };
  const headers = { "content-type": "application/problem+json" };
  return readable(new Response(JSON.stringify({ ...body, code, message }), { status, headers }));
}

/** Any web page may call and read: what counts is the token, and no cookie is ever used. */
function readable(answer: Response): Response {
  const headers = without(answer.headers, NOT_RETURNED);
  headers.set("access-control-allow-origin", "*");
  return new Response(answer.body, { status: answer.status, headers });
}

function isPreflight(request: Request): boolean {
  return request.method === "OPTIONS" && request.headers.has("access-control-request-method");
}

function preflight(request: Request): Response {
  const asked = request.headers.get("access-control-request-headers") ?? "*";
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
      "access-control-allow-headers": asked,
      "access-control-max-age": "3600",
      vary: "access-control-request-headers",
    },
  });
}
