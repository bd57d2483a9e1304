import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  type CounterName,
  counterTable,
  type GaugeName,
  gaugeTable,
  type LabelsOf,
  requestSeconds,
} from './metric-table.ts';

export interface ServedRequest {
  readonly method: string;
  /** The pattern of the path, as `/api/v1/jobs/:id`: never the path itself. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

const methods: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
]);

/** The numbers of one process, in a registry of its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters: Readonly<Record<CounterName, Counter>>;
  readonly #gauges: Readonly<Record<GaugeName, Gauge>>;
  readonly #requests: Histogram;
  readonly #watched: (() => void)[] = [];

  /** `process`: also what Node says of itself (memory, event loop). Default true. */
  constructor(options: { readonly process?: boolean } = {}) {
    const registers = [this.#registry];
    if (options.process !== false) collectDefaultMetrics({ register: this.#registry });
    this.#counters = each(counterTable, ({ name, help, labels }) => {
      return new Counter({ name, help, labelNames: labels, registers });
    });
    this.#gauges = each(gaugeTable, ({ name, help, labels }) => {
      return new Gauge({ name, help, labelNames: labels, registers });
    });
    const { name, help, labels, buckets } = requestSeconds;
    const shape = { name, help, labelNames: [...labels], buckets: [...buckets], registers };
    this.#requests = new Histogram(shape);
  }

  count<N extends CounterName>(name: N, labels: LabelsOf<(typeof counterTable)[N]>, by = 1): void {
    this.#counters[name].inc(labels, by);
  }

  set<N extends GaugeName>(name: N, labels: LabelsOf<(typeof gaugeTable)[N]>, value: number): void {
    this.#gauges[name].set(labels, value);
  }

  /** Read at each scrape. */
  watch<N extends GaugeName>(
    name: N,
    labels: LabelsOf<(typeof gaugeTable)[N]>,
    read: () => number,
  ): void {
    this.#watched.push(() => {
      this.set(name, labels, read());
    });
  }

  observeRequest({ method, route, status, seconds }: ServedRequest): void {
    const known = methods.has(method) ? method : 'other';
    this.#requests.observe({ method: known, route, status: String(status) }, seconds);
  }

  /** What `/metrics` answers. */
  text(): Promise<string> {
    for (const measure of this.#watched) measure();
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}

interface Shape {
  readonly name: string;
  readonly help: string;
  readonly labels: string[];
}

function each<N extends string, M>(
  declared: Readonly<Record<N, { name: string; help: string; labels: readonly string[] }>>,
  make: (shape: Shape) => M,
): Readonly<Record<N, M>> {
  const names = Object.keys(declared) as N[];
  const made = names.map((key) => {
    const { name, help, labels } = declared[key];
    return [key, make({ name, help, labels: [...labels] })] as const;
  });
  return Object.fromEntries(made) as Record<N, M>;
}
