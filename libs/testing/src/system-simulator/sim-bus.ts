import {
  Bus,
  type JsonValue,
  NoResponder,
  RequestRefused,
  RequestTimedOut,
} from '@mailhaul/application';
import type { SimProcess } from '../simulator/sim-process.ts';
import type { World } from '../simulator/world.ts';

interface Member {
  readonly process: SimProcess;
  readonly take: (body: JsonValue) => unknown;
}

type BusFault = 'none' | 'drop' | 'drop-answer' | 'duplicate' | 'late';

const lateMsMax = 60_000;

/** The wire of a simulated bus: loses, doubles, delays and so reorders whatever goes over it. */
export class SimHub {
  readonly #world: World;
  readonly #faultRate: number;
  readonly #latencyMsMax: number;
  readonly #responders = new Map<string, Member[]>();
  readonly #listeners = new Map<string, Member[]>();
  isDown = false;

  constructor(
    world: World,
    options: { readonly faultRate: number; readonly latencyMsMax: number },
  ) {
    this.#world = world;
    this.#faultRate = options.faultRate;
    this.#latencyMsMax = options.latencyMsMax;
  }

  serve(subject: string, member: Member): void {
    this.#responders.set(subject, [...(this.#responders.get(subject) ?? []), member]);
  }

  listen(subject: string, member: Member): void {
    this.#listeners.set(subject, [...(this.#listeners.get(subject) ?? []), member]);
  }

  request(
    subject: string,
    text: string,
    answered: (answer: { readonly value: JsonValue } | { readonly error: Error }) => void,
  ): void {
    if (this.isDown) return;
    const fault = this.#drawFault();
    if (fault === 'drop') return;
    const carry = () => {
      const members = alive(this.#responders.get(subject));
      if (members.length === 0) {
        answered({ error: new NoResponder(`${subject}: nobody serves it`) });
        return;
      }
      const { process, take } = this.#world.latency.pick(members);
      process.deliver(() => {
        void answerOf(take, text).then((answer) => {
          if (fault === 'drop-answer' || process.isDead || this.isDown) return;
          this.#later('none', () => answered(answer));
        });
      });
    };
    this.#later(fault, carry);
    if (fault === 'duplicate') this.#later('late', carry);
  }

  announce(subject: string, text: string): void {
    if (this.isDown) return;
    for (const { process, take } of alive(this.#listeners.get(subject))) {
      const fault = this.#drawFault();
      if (fault === 'drop') continue;
      const carry = () => process.deliver(() => void answerOf(take, text));
      this.#later(fault, carry);
      if (fault === 'duplicate') this.#later('late', carry);
    }
  }

  #later(fault: BusFault, act: () => void): void {
    const { latency, faults, scheduler } = this.#world;
    const usualMs = (latency.int(0, 100) / 100) * this.#latencyMsMax;
    scheduler.after(fault === 'late' ? faults.span(500, lateMsMax) : usualMs, act);
  }

  #drawFault(): BusFault {
    const { faults, isFaulty } = this.#world;
    if (!isFaulty || !faults.happens(this.#faultRate)) return 'none';
    const fault = faults.pick(['drop', 'drop-answer', 'duplicate', 'late'] as const);
    this.#world.count(`fault:bus-${fault}`);
    return fault;
  }
}

/** The bus as one process reaches it. */
export class SimBus extends Bus {
  readonly #process: SimProcess;
  readonly #hub: SimHub;

  constructor(process: SimProcess, hub: SimHub) {
    super();
    this.#process = process;
    this.#hub = hub;
  }

  override request(subject: string, body: JsonValue, timeoutMs: number): Promise<JsonValue> {
    if (!this.#process.enter('bus:request')) return new Promise(() => {});
    return this.#process.settle(
      new Promise((resolve, reject) => {
        this.#process.timer(timeoutMs, () => reject(new RequestTimedOut(`${subject}: no answer`)));
        this.#hub.request(subject, JSON.stringify(body), (answer) => {
          if ('error' in answer) reject(answer.error);
          else resolve(answer.value);
        });
      }),
    );
  }

  override announce(subject: string, body: JsonValue): void {
    if (this.#process.enter('bus:announce')) this.#hub.announce(subject, JSON.stringify(body));
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

function alive(members: readonly Member[] = []): readonly Member[] {
  return members.filter(({ process }) => !process.isDead);
}

async function answerOf(
  take: Member['take'],
  text: string,
): Promise<{ readonly value: JsonValue } | { readonly error: Error }> {
  try {
    const value = (await take(JSON.parse(text) as JsonValue)) ?? null;
    return { value: JSON.parse(JSON.stringify(value)) as JsonValue };
  } catch (error) {
    return { error: new RequestRefused(String(error), { cause: error }) };
  }
}
