const cookiesMax = 20;
const cookieCharsMax = 4096;

/**
 * What a server, or a balancer before it, wants to see again so that a session stays with one server (page "How to: Maintain affinity between a
 * group of subscriptions and the Mailbox server"). All lines of a session lead to one host: domains and paths say nothing more (RFC 6265).
 */
export class Cookies {
  readonly #values = new Map<string, string>();

  /** The header of a request; undefined where there is none. */
  get header(): string | undefined {
    if (this.#values.size === 0) return undefined;
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Set-Cookie of an answer. What is over is forgotten, what is too much or malformed is not kept. */
  keep(lines: readonly string[], wallMs: number): void {
    for (const line of lines.slice(0, cookiesMax)) {
      const [, name = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)=([^\s;,\\]*)/.exec(line) ?? [];
      if (name === '' || line.length > cookieCharsMax) continue;
      if (isOver(line, wallMs)) this.#values.delete(name);
      else if (this.#values.has(name) || this.#values.size < cookiesMax)
        this.#values.set(name, value);
    }
  }
}

function isOver(line: string, wallMs: number): boolean {
  const [, age] = /;\s*max-age=(-?\d+)/i.exec(line) ?? [];
  if (age !== undefined) return Number(age) <= 0;
  const [, date] = /;\s*expires=([^;]+)/i.exec(line) ?? [];
  return date !== undefined && Date.parse(date) <= wallMs;
}
