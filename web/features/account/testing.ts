/** For tests of the account: a client with a session, as Auth asks for one. */
import { supabase } from "@/lib/supabase";
import { type Asked, serve } from "@/test/unit/server";

export const USER = {
  id: "00000000-0000-4000-8000-000000000001",
  aud: "authenticated",
  email: "hannah@postbox.example",
  identities: [{ provider: "email", identity_data: { email_verified: true } }],
};

/** `serve`, by somebody who is signed in; the sign-in itself is not among what was asked. */
export async function serveSignedIn(handlers: Parameters<typeof serve>[0]): Promise<Asked[]> {
  const asked = serve({
    "POST /auth/v1/token": () => ({
      access_token: "a.b.c",
      refresh_token: "r",
      expires_in: 3600,
      token_type: "bearer",
      user: USER,
    }),
    "GET /auth/v1/user": () => USER,
    ...handlers,
  });
  await supabase().auth.signInWithPassword({ email: USER.email, password: "secret" });
  asked.length = 0;
  return asked;
}

/** What was sent to a path, in order. */
export const sent = (asked: Asked[], path: string): unknown[] =>
  asked.filter((one) => one.path.endsWith(path) && one.method !== "GET").map((one) => one.body);
