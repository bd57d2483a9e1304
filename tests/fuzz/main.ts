import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Found, type FuzzTarget, fuzzOnce, fuzzTargets } from './run-fuzz.ts';

const usage = `npm run fuzz                              a minute from a random seed on
npm run fuzz -- --seconds N [--seed N]    so long, from that seed on
  --target ${fuzzTargets.join('|')}              only that
  --once                                  that seed alone, with the error whole`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    target: { type: 'string' },
    once: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Sessions wait for silence now and then: so many side by side, and more of what never waits. */
const triesAtOnce: Readonly<Record<FuzzTarget, number>> = { wire: 100, session: 20, files: 100 };
const foundMax = 20;
const peakMbMax = 600;

if (values.help) console.log(usage);
else await run();

async function run(): Promise<void> {
  const first = values.seed === undefined ? randomInt(1, 2 ** 30) : Number(values.seed);
  const chosen = fuzzTargets.filter(
    (target) => values.target === undefined || target === values.target,
  );
  console.log(`seed ${first}`);
  const found: Found[] = [];
  const until = performance.now() + Number(values.seconds) * 1000;
  let seed = first;
  let tries = 0;
  do {
    const batch = chosen.flatMap((target) =>
      Array.from({ length: values.once ? 1 : triesAtOnce[target] }, (_, at) =>
        fuzzOnce(target, seed + at),
      ),
    );
    for (const one of await Promise.all(batch)) if (one !== undefined) found.push(one);
    seed += values.once ? 1 : triesAtOnce.wire;
    tries += batch.length;
  } while (!values.once && performance.now() < until && found.length < foundMax);
  for (const { target, seed: bad, error } of found) {
    console.log(
      `BROKEN ${target} seed ${bad}: ${String(error).slice(0, values.once ? 20_000 : 300)}`,
    );
    if (values.once && error instanceof Error) console.log(error.stack);
  }
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${tries} tries, seeds ${first} to ${seed - 1}: ${found.length} broken; peak ${peakMb} MB`,
  );
  process.exitCode = found.length > 0 || peakMb > peakMbMax ? 1 : 0;
}
