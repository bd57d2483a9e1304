import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sealer } from '@mailhaul/application';
import { cleanText } from '../text/clean-text.ts';

/** Addresses are personal: they stand in the state folder sealed, like in events. */

const labelContext = 'cli-pair-label';
const labelBytesMax = 16 * 1024;

/** Remembers what a pair is called, for `mailhaul status`. */
export function saveLabel(
  folder: string,
  pair: { pairId: string; label: string },
  sealer: Sealer,
): void {
  const path = join(folder, `${pair.pairId}.label`);
  writeFileSync(`${path}.part`, sealer.seal(pair.label, contextOf(pair.pairId)), { mode: 0o600 });
  renameSync(`${path}.part`, path);
}

/** Pair id → label, of every label that still opens. */
export function readLabels(folder: string, sealer: Sealer): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const pairId = /^([0-9a-f-]{36})\.label$/u.exec(name)?.[1];
    if (pairId === undefined) continue;
    const label = openLabel(join(folder, name), contextOf(pairId), sealer);
    if (label !== undefined) labels.set(pairId, cleanText(label));
  }
  return labels;
}

function openLabel(path: string, context: string, sealer: Sealer): string | undefined {
  const sealed = readFileSync(path, 'utf8');
  if (sealed.length > labelBytesMax) return undefined;
  try {
    return sealer.open(sealed, context);
  } catch {
    // An altered label is no reason to hide the pair's figures: status shows the id instead.
    return undefined;
  }
}

function contextOf(pairId: string): string {
  return `${labelContext}/${pairId}`;
}
