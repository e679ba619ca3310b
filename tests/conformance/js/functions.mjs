import assert from "node:assert/strict";
import test from "node:test";

import {
  FunctionRegion,
  FunctionsFetchError,
  FunctionsHttpError,
  FunctionsRelayError,
} from "@supabase/supabase-js";

import { anonJwt, client, ok, publishableKey, signedUp, url } from "./support.mjs";

const invoke = (name, options, own = client()) => own.functions.invoke(name, options);

test("JSON goes and comes by itself", async () => {
  const seen = ok(await invoke("echo", { body: { a: 1 } }));
  assert.deepEqual([seen.method, seen.path], ["POST", "/echo"]);
  assert.deepEqual(JSON.parse(seen.body), { a: 1 });
  assert.equal(seen.headers["content-type"], "application/json");
  assert.equal(seen.headers.apikey, publishableKey);
});

for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
  test(`${method} with a query and headers of one's own`, async () => {
    const options = { method, headers: { "x-mine": "1" } };
    const seen = ok(await invoke("echo?name=bob", options));
    assert.deepEqual([seen.method, seen.query], [method, "name=bob"]);
    assert.equal(seen.headers["x-mine"], "1");
  });
}

test("text stays text", async () => {
  assert.equal(ok(await invoke("same", { body: "Grüezi" })), "Grüezi");
});

for (const [name, make] of [
  ["ArrayBuffer", (bytes) => bytes.buffer],
  ["Blob", (bytes) => new Blob([bytes])],
]) {
  test(`${name} goes as it is and comes as a Blob`, async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    const back = ok(await invoke("same", { body: make(bytes) }));
    assert.deepEqual(new Uint8Array(await back.arrayBuffer()), bytes);
  });
}

test("a Blob keeps its own type", async () => {
  const seen = ok(await invoke("echo", { body: new Blob(["x"], { type: "image/png" }) }));
  assert.equal(seen.headers["content-type"], "image/png");
});

test("FormData goes and comes", async () => {
  const form = new FormData();
  form.append("name", "Ada");
  form.append("file", new Blob(["contents"]), "a.txt");
  const back = ok(await invoke("same", { body: form }));
  assert.equal(back.get("name"), "Ada");
  assert.equal(await back.get("file").text(), "contents");
  assert.equal(back.get("file").name, "a.txt");
});

test("events arrive one by one", async () => {
  const { data: answer, error } = await invoke("ticks");
  assert.equal(error, null);
  assert.match(answer.headers.get("content-type"), /^text\/event-stream/);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader.read()).value, /^data: 0\n/);
  assert.match((await reader.read()).value, /data: \d+\n/);
  await reader.cancel();
});

test("a body is streamed to the function", async () => {
  const pieces = new ReadableStream({
    start(controller) {
      for (const piece of ["one ", "two"]) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const answer = await fetch(`${url}/functions/v1/same`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "text/plain" },
    body: pieces,
    duplex: "half",
  });
  assert.equal(await answer.text(), "one two");
});

test("a region is a header and a parameter", async () => {
  const seen = ok(await invoke("echo", { region: FunctionRegion.EuCentral1 }));
  assert.equal(seen.headers["x-region"], "eu-central-1");
  assert.equal(seen.query, "forceFunctionRegion=eu-central-1");
  const any = ok(await invoke("echo", { region: FunctionRegion.Any }));
  assert.equal(any.headers["x-region"], undefined);
});

test("who is signed in sends their token", async () => {
  const { client: own, session } = await signedUp();
  const seen = ok(await invoke("echo", {}, own));
  assert.equal(seen.headers.authorization, `Bearer ${session.access_token}`);
});

test("a legacy key is as good", async () => {
  const seen = ok(await invoke("echo", {}, client({ key: anonJwt })));
  assert.equal(seen.headers.authorization, `Bearer ${anonJwt}`);
});

test("an error of the function is a FunctionsHttpError with the answer", async () => {
  const { data, error, response } = await invoke("broken");
  assert.equal(data, null);
  assert.ok(error instanceof FunctionsHttpError);
  assert.equal(error.context.status, 418);
  assert.equal((await response.json()).error, "No tea here");
});

test("a redirect is followed, body and key with it", async () => {
  const seen = ok(await invoke("moved", { body: { a: 1 } }));
  assert.deepEqual([seen.method, seen.path, seen.body], ["POST", "/echo", '{"a":1}']);
  assert.equal(seen.headers.apikey, publishableKey);
});

test("a wrong token is a FunctionsRelayError", async () => {
  const own = client();
  own.functions.setAuth("nonsense");
  const headers = { Authorization: "Bearer nonsense" };
  const { error } = await invoke("echo", { headers }, own);
  assert.ok(error instanceof FunctionsRelayError);
  assert.equal(error.context.status, 401);
  assert.equal(error.context.headers.get("x-relay-error"), "true");
  assert.match((await error.context.json()).message, /^Invalid JWT/);
});

test("a timeout and an abort end the call", async () => {
  const late = await invoke("stall?who=js", { timeout: 200 });
  assert.ok(late.error instanceof FunctionsFetchError);
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 200);
  const ended = await invoke("stall?who=js", { signal: abort.signal });
  assert.ok(ended.error instanceof FunctionsFetchError);
  assert.equal(ended.error.context.name, "AbortError");
});

test("a browser's question is answered, and errors may be read there", async () => {
  const asked = await fetch(`${url}/functions/v1/echo`, {
    method: "OPTIONS",
    headers: {
      Origin: "https://app.example",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,x-region",
    },
  });
  assert.equal(asked.status, 200);
  assert.equal(asked.headers.get("access-control-allow-headers"), "authorization,x-region");
  for (const name of ["broken", "echo"]) {
    const answer = await fetch(`${url}/functions/v1/${name}`, { method: "POST" });
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  }
});

test("a socket is refused, and the next call works", async () => {
  const socket = new WebSocket(`${url.replace("http", "ws")}/functions/v1/echo`);
  await new Promise((resolve) => socket.addEventListener("error", resolve, { once: true }));
  ok(await invoke("echo"));
});
