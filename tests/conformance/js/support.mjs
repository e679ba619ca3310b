// What every file here starts from: clients of the running stack, people, and their mail.
import { createClient } from "@supabase/supabase-js";

const env = process.env;
export const url = env.STACK_URL;
export const publishableKey = env.STACK_PUBLISHABLE_KEY;
export const secretKey = env.STACK_SECRET_KEY;
export const anonJwt = env.STACK_ANON_JWT;
export const serviceJwt = env.STACK_SERVICE_JWT;
export const mailUrl = env.STACK_MAIL_URL;

const quiet = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false };

/** supabase-js as a user would make it; `auth` options are added to quiet ones. */
export function client({ key = publishableKey, auth = {}, ...options } = {}) {
  return createClient(url, key, { auth: { ...quiet, ...auth }, ...options });
}

/** supabase-js with the secret key. */
export const admin = (options = {}) => client({ key: secretKey, ...options });

let number = 0;

/** Credentials nobody has used yet. */
export function person() {
  number += 1;
  return { email: `js${process.pid}-${number}@example.com`, password: "correct horse" };
}

/** A client signed in as somebody new, and who that is. */
export async function signedUp(options = {}) {
  const somebody = person();
  const own = client(options);
  const { data, error } = await own.auth.signUp(somebody);
  if (error) throw error;
  return { client: own, user: data.user, session: data.session, ...somebody };
}

/** The newest mail to an address, waited for: { Subject, Text, HTML, ... }. */
export async function mailTo(address, { count = 1, seconds = 10 } = {}) {
  const query = encodeURIComponent(`to:"${address}"`);
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const found = await (await fetch(`${mailUrl}/api/v1/search?query=${query}`)).json();
    if (found.messages.length >= count) {
      return (await fetch(`${mailUrl}/api/v1/message/${found.messages[0].ID}`)).json();
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`no mail to ${address} within ${seconds} s`);
}

/** The six digits of a mail. */
export const codeIn = (mail) => mail.Text.match(/\b\d{6}\b/)[0];

/** The link of a mail that leads to Auth. */
export const linkIn = (mail) => mail.Text.match(/https?:\/\/\S+\/auth\/v1\/verify\S*/)[0];

/** `data` of an answer; its error is thrown. */
export function ok({ data, error }) {
  if (error) throw error;
  return data;
}
