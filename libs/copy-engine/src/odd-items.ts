import { asBuffer, withPlainHeader } from './essence-of.ts';
import { isMadeAnew } from './fingerprint.ts';
import { hashItems } from './hash-items.ts';
import { asConnectorError } from './pass-context.ts';
import type { PassRun } from './pass-run.ts';
import type { ReadyItem } from './ready-batch.ts';

/** So many are enough to tell what a target does with them. */
const samplesMax = 12;
const sampleBytesMax = 256 * 1024;

/** A few items of a pass that servers which mend malformed mail would alter without changing their size. */
export class OddItems {
  readonly samples: { readonly f: number; readonly id: number }[] = [];

  note(f: number, items: readonly ReadyItem[]): void {
    for (const { id, size, form, body } of items) {
      if (this.samples.length >= samplesMax) return;
      if (isMadeAnew(form) || body.kind !== 'whole' || size > sampleBytesMax) continue;
      const bytes = asBuffer(body.bytes);
      if (withPlainHeader(bytes) !== bytes) this.samples.push({ f, id });
    }
  }
}

/**
 * Reads the odd items of this pass back: a target that kept the first item's bytes may alter these (Cyrus does), which no
 * listing tells. What is seen is recorded in the target's profile, for recoveries and for the verification.
 */
export async function profileOdd(run: PassRun): Promise<void> {
  const { ledger } = run.context;
  const { profile } = ledger;
  if (profile?.bytes !== true || profile.altersSome === true) return;
  for (const [f, samples] of Map.groupBy(run.odd.samples, (sample) => sample.f)) {
    const { t, rows } = { t: ledger.folder(f).t, rows: ledger.folder(f).rows() };
    const ids = new Set(samples.map(({ id }) => id));
    const copies = [...rows].filter((row) => ids.has(row.sourceId) && row.targetId > 0);
    const { id, generation } = ledger.target(t);
    const found = await run.targetControl
      .run((session) =>
        hashItems(session, id, {
          ...{ generation, forms: run.forms },
          ids: copies.map(({ targetId }) => targetId),
        }),
      )
      .catch((error: unknown) => {
        // Nothing depends on it but what is said of the target.
        if (asConnectorError(error) === undefined) throw error;
        return undefined;
      });
    const isAltered = copies.some(({ targetId, hash }) => {
      const there = found?.get(targetId)?.hash;
      return there !== undefined && hash !== undefined && there !== hash;
    });
    if (isAltered) {
      await ledger.recordProfile({ ...profile, altersSome: true });
      return;
    }
  }
}
