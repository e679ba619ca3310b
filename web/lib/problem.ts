/** What went wrong, in a sentence that a person can act on. */
export class Problem extends Error {
  override name = "Problem";

  /** `status`: HTTP, 0 when the server was not reached; `details`: what the server adds. */
  constructor(
    message: string,
    readonly status: number,
    readonly code = "",
    readonly details: unknown = null,
  ) {
    super(message);
  }

  /** Nobody answered: offline, or the server is down. */
  get unreachable(): boolean {
    return this.status === 0;
  }

  /** Somebody else was faster: read again, then decide anew. */
  get conflict(): boolean {
    return this.status === 409;
  }

  get forbidden(): boolean {
    return this.status === 401 || this.status === 403;
  }

  get missing(): boolean {
    return this.status === 404;
  }
}

/** PostgREST's error, with the status of the answer. */
export function fromPostgrest(
  error: { message: string; code?: string; details?: string | null },
  status: number,
): Problem {
  // An SQL function that refuses raises PT4xx, which PostgREST turns into the status.
  return new Problem(error.message, status, error.code ?? "", parsed(error.details));
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem(error.message, 0); // fetch's way to say: no network
  const given = error as { message?: string; status?: number; code?: string };
  return new Problem(given?.message ?? String(error), given?.status ?? 500, given?.code ?? "");
}

function parsed(details: string | null | undefined): unknown {
  if (!details) return null;
  try {
    return JSON.parse(details);
  } catch {
    return details;
  }
}
