/** One request on the wire. */
export interface HubRequest {
  readonly text: string;
  /** Any number of times; the asking side knows which reply was the last. */
  readonly reply: (text: string) => void;
  /** Nobody serves the subject: nothing else will come. */
  readonly unserved: () => void;
}

export interface Responder {
  readonly group: string;
  readonly answer: (request: HubRequest) => void;
}

type Listener = (text: string) => void;

/**
 * The wire of the in-process bus: it carries texts, never objects. Everything is delivered in a later turn of the event loop,
 * in the order of sending, to those who are there at that moment: services that talk without end starve no timer and no socket.
 */
export class InProcessHub {
  /** By subject, then by group; the next to answer stands first. */
  readonly #responders = new Map<string, Map<string, Responder[]>>();
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Returns the way out. */
  serve(subject: string, responder: Responder): () => void {
    const groups = entryOf(this.#responders, subject, () => new Map<string, Responder[]>());
    entryOf(groups, responder.group, (): Responder[] => []).push(responder);
    return () => {
      const members = groups.get(responder.group)?.filter((member) => member !== responder) ?? [];
      if (members.length > 0) {
        groups.set(responder.group, members);
        return;
      }
      groups.delete(responder.group);
      if (groups.size === 0) this.#responders.delete(subject);
    };
  }

  /** Returns the way out. */
  listen(subject: string, listener: Listener): () => void {
    const listeners = entryOf(this.#listeners, subject, () => new Set<Listener>());
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(subject);
    };
  }

  /** To one member of every group that serves the subject. */
  request(subject: string, request: HubRequest): void {
    setImmediate(() => {
      const groups = [...(this.#responders.get(subject)?.values() ?? [])];
      if (groups.length === 0) request.unserved();
      for (const members of groups) nextOf(members)?.answer(request);
    });
  }

  /** To every listener. */
  announce(subject: string, text: string): void {
    setImmediate(() => {
      for (const listener of [...(this.#listeners.get(subject) ?? [])]) listener(text);
    });
  }
}

function nextOf(members: Responder[]): Responder | undefined {
  const next = members.shift();
  if (next !== undefined) members.push(next);
  return next;
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
