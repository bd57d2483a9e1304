import { describe, expect, it } from 'vitest';
import { runMailhaul } from '../migrate-once.ts';
import type { ReadFolder } from './read-by-client.ts';
import {
  countOf,
  type Exchange,
  type Finished,
  newState,
  read,
  startExchange,
} from './stage-of-kinds.ts';
import { writeEveryKind } from './written-by-client.ts';

/** One run of the command line with these filters. */
async function run(
  sides: { readonly source: Exchange; readonly target: Exchange; readonly state: string },
  filters: readonly string[],
): Promise<Finished> {
  const { source, target, state } = sides;
  const where = ['--source', source.url(), '--target', target.url(), '--state', state];
  const { stdout } = await runMailhaul(['migrate', ...where, '--json', ...filters]);
  const line = stdout.split('\n').find((one) => one.includes('"mailbox-finished"')) ?? '{}';
  return JSON.parse(line) as Finished;
}

const pathsOf = (folders: readonly ReadFolder[]) => folders.map(({ path }) => path);
const sumOf = (reasons: Finished['exclusions']) =>
  reasons.reduce((sum, { items }) => sum + items, 0);

async function everyKind() {
  const [source, target] = [await startExchange(), await startExchange()];
  await writeEveryKind(source.service);
  const all = await read(source);
  return { sides: { source, target, state: newState() }, all };
}

describe('filters of a mailbox of Exchange', () => {
  it('by kind: only those go, each other kind is told; a delta takes the kinds that are named besides, then all', async () => {
    const { sides, all } = await everyKind();
    const first = await run(sides, ['--kind', 'calendar', '--kind', 'contacts']);
    expect(first).toMatchObject({ end: 'completed', failures: [] });
    expect(pathsOf(await read(sides.target))).toEqual([
      ...['Calendar', 'Contacts', 'Partners', 'Team calendar'],
    ]);
    const reasons = first.exclusions.map(({ reason }) => reason).toSorted();
    expect(reasons).toEqual([
      ...['journal-by-filter', 'mail-by-filter', 'notes-by-filter', 'posts-by-filter'],
      'tasks-by-filter',
    ]);
    expect(sumOf(first.exclusions)).toBe(countOf(all) - first.totals.migrated);
    const again = await run(sides, ['--kind', 'calendar', '--kind', 'contacts']);
    expect(again.pass).toMatchObject({ migrated: 0, excluded: 0 });
    const tasks = first.exclusions.find(({ reason }) => reason === 'tasks-by-filter')?.items;
    const wider = await run(sides, ['--kind', 'calendar', '--kind', 'contacts', '--kind', 'tasks']);
    expect(wider.pass).toMatchObject({ migrated: tasks, excluded: 0 });
    const last = await run(sides, []);
    expect(last).toMatchObject({ exclusions: [], failures: [] });
    expect(await read(sides.target)).toEqual(all);
  });

  it('by folder, in words for any language, and by mark; a delta without them takes the rest', async () => {
    const { sides, all } = await everyKind();
    const filters = ['--exclude-folder', '#Calendar', '--exclude-folder', 'Clients/*'];
    const first = await run(sides, [...filters, '--only-unread']);
    expect(first).toMatchObject({ end: 'completed', failures: [] });
    const paths = pathsOf(await read(sides.target));
    expect(paths).not.toContain('Calendar');
    expect(paths).not.toContain('Clients/Acme');
    expect(paths).toContain('Team calendar');
    const reasons = first.exclusions.map(({ reason }) => reason).toSorted();
    expect(reasons).toEqual(['folder-excluded', 'read-by-filter']);
    const last = await run(sides, []);
    expect(last.pass).toMatchObject({ migrated: sumOf(first.exclusions) });
    expect(await read(sides.target)).toEqual(all);
  });
});
