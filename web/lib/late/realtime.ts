/**
 * Realtime, loaded when the first channel is opened: whoever signs in or reads an article needs
 * none. In what is built, supabase-js gets this client in place of its own (see vite.config.ts);
 * what is asked of a channel before the code is there is done in order afterwards. It is asked for
 * again until it comes: without it a page would be silently out of date.
 */
import type { RealtimeClient as Client, RealtimeChannel } from "@supabase/realtime-js";
import { persistent } from "@/lib/patient";

type Options = Parameters<Client["channel"]>[1];

export class RealtimeClient {
  #given: ConstructorParameters<typeof Client>;
  #client?: Client;
  #loading?: Promise<Client>;
  #auth: [token?: string | null] = [];

  constructor(...given: ConstructorParameters<typeof Client>) {
    this.#given = given;
  }

  channel(topic: string, options?: Options): LateChannel {
    return new LateChannel(this.#load().then((client) => client.channel(topic, options)));
  }

  async removeChannel(channel: LateChannel): Promise<string> {
    const real = channel.end();
    return real && this.#client ? this.#client.removeChannel(real) : "ok";
  }

  async setAuth(...auth: [token?: string | null]): Promise<void> {
    this.#auth = auth;
    await this.#client?.setAuth(...auth);
  }

  #load(): Promise<Client> {
    this.#loading ??= persistent(() => import("@supabase/realtime-js"), 100).then(
      async ({ RealtimeClient }) => {
        const client = new RealtimeClient(...this.#given);
        await client.setAuth(...this.#auth);
        this.#client = client;
        return client;
      },
    );
    return this.#loading;
  }
}

class LateChannel {
  #real?: RealtimeChannel;
  #todo: ((real: RealtimeChannel) => void)[] = [];
  #ended = false;

  constructor(coming: Promise<RealtimeChannel>) {
    coming.then((real) => {
      if (this.#ended) return void real.unsubscribe();
      this.#real = real;
      for (const one of this.#todo.splice(0)) one(real);
    });
  }

  on(...given: unknown[]): this {
    return this.#do((real) => real.on(...(given as Parameters<RealtimeChannel["on"]>)));
  }

  subscribe(...given: Parameters<RealtimeChannel["subscribe"]>): this {
    return this.#do((real) => real.subscribe(...given));
  }

  track(...given: Parameters<RealtimeChannel["track"]>) {
    this.#do((real) => void real.track(...given));
  }

  untrack(...given: Parameters<RealtimeChannel["untrack"]>) {
    this.#do((real) => void real.untrack(...given));
  }

  presenceState() {
    return this.#real?.presenceState() ?? {};
  }

  end(): RealtimeChannel | undefined {
    this.#ended = true;
    return this.#real;
  }

  #do(run: (real: RealtimeChannel) => void): this {
    if (this.#real) run(this.#real);
    else this.#todo.push(run);
    return this;
  }
}
