import type { Copy } from '../sim-mailbox.ts';
import type { Stage } from '../sim-workers.ts';
import type { LogFacts } from './check-log.ts';
import type { RowFacts } from './check-rows.ts';
import { type Finding, ambiguous, violation } from './finding.ts';

/** What stands at the target that no row accounts for, and what was taken away there. */
export function checkTarget(stage: Stage, log: LogFacts, rows: RowFacts): readonly Finding[] {
  const findings: Finding[] = [];
  const { copies } = stage.target.mail;
  const doubtful = new Map(rows.doubtfulOf);
  // Bytes that a target rewrote can be known again only by the source's; where that is gone, nothing tells whose they are.
  const { rewritesBytes, rewritesOdd } = stage.target.profile;
  const unread = new Map(rewritesBytes || rewritesOdd !== 'no' ? rows.goneOf : []);
  for (const copy of copies) {
    if (copy.fate === 'worker-removed' && copy.origin !== 'written') {
      findings.push(violation('user-removed', `${describe(copy)} was a user's and is gone`));
    }
    if (copy.origin !== 'written' || copy.fate !== undefined) continue;
    if (rows.accounted.has(copy.serial) || log.reportedSurplus.has(copy.serial)) continue;
    const finding = judge(copies, copy, { rows, doubtful, unread });
    findings.push(finding);
  }
  return findings;
}

function judge(
  copies: readonly Copy[],
  copy: Copy,
  known: { rows: RowFacts; doubtful: Map<string, number>; unread: Map<string, number> },
): Finding {
  const place = `${copy.folder} ${copy.content}`;
  if (takeOne(known.doubtful, place)) return ambiguous('left-to-a-person', describe(copy));
  if (takeOne(known.unread, place)) return ambiguous('gone-unread', describe(copy));
  if (isUsersTwin(copies, copy, known.rows.accounted)) {
    return ambiguous('users-twin', `${describe(copy)}: a user's act made its like`);
  }
  return violation(
    'duplicate',
    `${describe(copy)} is nobody's; ${scene(copies, copy, known.rows)}`,
  );
}

function takeOne(counts: Map<string, number>, place: string): boolean {
  const left = counts.get(place) ?? 0;
  if (left > 0) counts.set(place, left - 1);
  return left > 0;
}

/**
 * Nothing in a message tells whether a user or a late writer put it there. So where an item's row took a copy that
 * a user had made or moved (of the same content, in the same folder), or took one that a user has since removed,
 * ours stands beside it.
 */
function isUsersTwin(copies: readonly Copy[], copy: Copy, accounted: ReadonlySet<number>): boolean {
  return copies.some(
    (other) =>
      other !== copy &&
      other.folder === copy.folder &&
      other.content === copy.content &&
      (other.origin === 'user-copy' ||
        other.origin === 'user-move' ||
        other.origin === 'delivered') &&
      accounted.has(other.serial),
  );
}

function describe(copy: Copy): string {
  const by = copy.by === undefined ? copy.origin : `${copy.origin} by ${copy.by}`;
  return `${copy.folder} #${copy.serial} ${copy.content} ${by} at ${(copy.bornAtMs / 1000).toFixed(1)} s`;
}

/** All that is like a copy, for people to see what happened. */
function scene(copies: readonly Copy[], copy: Copy, rows: RowFacts): string {
  const likes = copies.filter(
    (other) => other.folder === copy.folder && other.content === copy.content && other !== copy,
  );
  const place = `${copy.folder} ${copy.content}`;
  const shown = likes.map((other) => {
    const state = rows.accounted.has(other.serial) ? 'claimed' : 'free';
    return `#${other.serial} ${other.by ?? other.origin} ${other.fate ?? 'present'} ${state}`;
  });
  return `its like: [${shown.join('; ')}], rows: [${rows.rowsOf.get(place)?.join('; ') ?? ''}]`;
}
