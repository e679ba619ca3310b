import { forward } from "../_shared/forward.ts";

Deno.serve(forward("assist"));
