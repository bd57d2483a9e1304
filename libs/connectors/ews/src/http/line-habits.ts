/** Some servers take the rest of a body as long as this for the next request (Gromox 3.10: what is beyond one block of its buffer). */
const longBytesMin = 64 * 1024;

/** How a server keeps its lines, as it shows; shared by all sessions of one connector. */
export class LineHabits {
  /** Undefined until a request followed a long one. */
  #keepsAfterLong: boolean | undefined;

  /** Nobody knows whether the next request will be understood: one is sent for that alone, which may be sent again. */
  isInDoubtAfter(bytes: number): boolean {
    return this.#keepsAfterLong === undefined && isLong(bytes);
  }

  endsAfter(bytes: number): boolean {
    return this.#keepsAfterLong === false && isLong(bytes);
  }

  /** What followed on the same line was understood, or was not. */
  learn(bytes: number, wasUnderstood: boolean): void {
    if (isLong(bytes)) this.#keepsAfterLong ??= wasUnderstood;
  }
}

function isLong(bytes: number): boolean {
  return bytes > longBytesMin;
}

const byConnector = new WeakMap<object, LineHabits>();

/** Those of a connector, by its settings. */
export function lineHabitsOf(settings: object): LineHabits {
  let habits = byConnector.get(settings);
  if (habits === undefined) byConnector.set(settings, (habits = new LineHabits()));
  return habits;
}
