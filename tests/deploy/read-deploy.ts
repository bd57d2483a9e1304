import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = (path: string) => fileURLToPath(new URL(`../../deploy/${path}`, import.meta.url));

const text = z.string().min(1);
const network = z.strictObject({
  internal: z.boolean().optional(),
  ipam: z.strictObject({ config: z.array(z.strictObject({ subnet: z.cidrv4() })) }).optional(),
});
const service = z.strictObject({
  image: text,
  build: z.strictObject({ context: text, dockerfile: text }).optional(),
  command: z.array(text).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).default({}),
  ports: z.array(z.string().regex(/^\S+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[^:]+:\/[^:]+(:ro)?$/)).default([]),
  networks: z.array(text).min(1),
  depends_on: z.array(text).default([]),
  profiles: z.array(text).optional(),
  restart: z.enum(['unless-stopped', 'on-failure']).optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(text).optional(),
  cap_drop: z.array(text).optional(),
  security_opt: z.array(text).optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
});

/** What of the Compose Specification is used here (https://github.com/compose-spec/compose-spec/blob/main/spec.md), and nothing else. */
const composeSchema = z
  .object({
    name: text,
    services: z.record(text, service),
    networks: z.record(text, network.nullable()),
    volumes: z.record(text, z.null()),
  })
  .catchall(z.unknown());

export type ComposeService = z.output<typeof service>;

type Values = Readonly<Record<string, string>>;

/** With its merges done and every `${NAME…}` of its texts filled in: from `values`, else with what stands there as default. */
export function readCompose(values: Values) {
  const written = readFileSync(folder('compose/compose.yaml'), 'utf8');
  const filled = (_key: unknown, value: unknown) =>
    typeof value === 'string' ? interpolated(value, values) : value;
  const compose = composeSchema.parse(parse(written, filled, { merge: true }));
  const strange = Object.keys(compose).filter(
    (key) => !['name', 'services', 'networks', 'volumes'].includes(key) && !key.startsWith('x-'),
  );
  if (strange.length > 0) throw new Error(`compose.yaml has ${strange.join(', ')}`);
  return compose;
}

/** Of the forms of interpolation the two that are used: `${NAME:-default}` and `${NAME:?why}`. */
function interpolated(text: string, values: Values): string {
  return text.replaceAll(/\$\{[^}]*\}/g, (whole) => {
    const [, name = '', kind, rest] = /^\$\{([A-Z_]+):([-?])(.*)\}$/.exec(whole) ?? [];
    const value = values[name] ?? (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`${name} must be given`);
    return value;
  });
}

export interface Dockerfile {
  readonly name: string;
  /** Instructions of each stage, lines joined. */
  readonly stages: readonly (readonly string[])[];
  readonly environment: Readonly<Record<string, string>>;
}

export function readDockerfiles(): readonly Dockerfile[] {
  const ending = '.Dockerfile';
  const files = readdirSync(folder('docker')).filter((file) => file.endsWith(ending));
  return files.map((file) => {
    const lines = readFileSync(folder(`docker/${file}`), 'utf8')
      .replaceAll(/^#.*$/gm, '')
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const stages: string[][] = [];
    for (const line of lines) {
      if (line.startsWith('FROM ')) stages.push([]);
      stages.at(-1)?.push(line);
    }
    const set = (stages.at(-1) ?? []).filter((line) => line.startsWith('ENV '));
    const pairs = set.flatMap((line) => line.slice('ENV '.length).split(' '));
    const environment: Record<string, string> = {};
    for (const [key = '', value = ''] of pairs.map((pair) => pair.split('='))) {
      environment[key] = value;
    }
    return { name: file.slice(0, -ending.length), stages, environment };
  });
}
