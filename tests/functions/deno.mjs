// As much of Deno as a forwarder needs, on Node: `node --experimental-strip-types deno.mjs FILE`
// serves supabase/functions/<name>/index.ts and prints the port.
import http from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const patience = Number(process.env.SHIM_PATIENCE_MS ?? 0);
if (patience) {
  const real = globalThis.setTimeout;
  globalThis.setTimeout = (action, ms, ...rest) =>
    real(action, ms > 60_000 ? patience : ms, ...rest);
}

globalThis.Deno = {
  env: { get: (name) => process.env[name] },
  serve: (handler) => {
    const server = http.createServer((incoming, outgoing) => answer(handler, incoming, outgoing));
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
  },
};

async function answer(handler, incoming, outgoing) {
  const gone = new AbortController();
  outgoing.on("close", () => outgoing.writableFinished || gone.abort());
  const hasBody = !["GET", "HEAD"].includes(incoming.method);
  const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method,
    headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    body: hasBody ? Readable.toWeb(incoming) : null,
    duplex: "half",
    signal: gone.signal,
  });
  const response = await handler(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) return outgoing.end();
  Readable.fromWeb(response.body).on("error", () => outgoing.destroy()).pipe(outgoing);
}

await import(pathToFileURL(path.resolve(process.argv[2])));
