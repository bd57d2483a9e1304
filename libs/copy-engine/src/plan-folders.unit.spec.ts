import type { Folder } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import type { PassOptions } from './pass-options.ts';
import { foldersLeftOut } from './leave-out.ts';
import { planFolders } from './plan-folders.ts';

function folder(path: string, changes: Partial<Folder> = {}): Folder {
  return { id: path, path: path.split('/'), canHoldItems: true, isSubscribed: true, ...changes };
}

function planned(
  sources: readonly Folder[],
  targets: readonly Folder[] = [],
  changes: Partial<PassOptions> & { isTargetCaseInsensitive?: boolean } = {},
): string[] {
  const { filters = {}, folderMap = new Map(), isTargetCaseInsensitive = false } = changes;
  const options = { filters, folderMap };
  return planFolders({ sources, targets, isTargetCaseInsensitive, options }).map((plan) => {
    const found = plan.existing === undefined ? 'new' : plan.existing.id;
    return `${plan.source.path.join('/')} → ${plan.targetPath.join('/')} (${found})`;
  });
}

describe('planFolders', () => {
  it('keeps the path, in a folder that is there or a new one', () => {
    const sources = [folder('INBOX'), folder('Work/2024')];
    expect(planned(sources, [folder('INBOX')])).toEqual([
      'INBOX → INBOX (INBOX)',
      'Work/2024 → Work/2024 (new)',
    ]);
  });

  it('goes by special use before the path, and by the operator’s map before both', () => {
    const sent = folder('Sent', { specialUse: 'sent' });
    const targets = [folder('Sent'), folder('Sent Items', { specialUse: 'sent' }), folder('Old')];
    expect(planned([sent], targets)).toEqual(['Sent → Sent Items (Sent Items)']);
    const folderMap = new Map([['Sent', 'Old']]);
    expect(planned([sent], targets, { folderMap })).toEqual(['Sent → Old (Old)']);
    const deep = new Map([['Sent', 'Archive/Sent']]);
    expect(planned([sent], targets, { folderMap: deep })).toEqual(['Sent → Archive/Sent (new)']);
  });

  it('does not go into a special folder that can hold no items', () => {
    const drafts = folder('Drafts', { specialUse: 'drafts' });
    const node = folder('Entwürfe', { specialUse: 'drafts', canHoldItems: false });
    expect(planned([drafts], [node])).toEqual(['Drafts → Drafts (new)']);
  });

  it('folds case where the target does', () => {
    const sources = [folder('WORK')];
    expect(planned(sources, [folder('Work')], { isTargetCaseInsensitive: true })).toEqual([
      'WORK → WORK (Work)',
    ]);
    expect(planned(sources, [folder('Work')])).toEqual(['WORK → WORK (new)']);
  });

  it('leaves out mere nodes and views of what stands in other folders', () => {
    const sources = [
      folder('Projects', { canHoldItems: false }),
      folder('All Mail', { specialUse: 'all' }),
      folder('Starred', { specialUse: 'flagged' }),
      folder('Important', { specialUse: 'important' }),
      folder('Trash', { specialUse: 'trash' }),
    ];
    expect(planned(sources)).toEqual(['Trash → Trash (new)']);
  });

  it('takes folders with all below them, but not those that begin alike', () => {
    const sources = ['A', 'A/B', 'AB', 'C'].map((path) => folder(path));
    const names = (filters: PassOptions['filters']) =>
      planned(sources, [], { filters }).map((line) => line.split(' ')[0]);
    expect(names({ includeFolders: ['A'] })).toEqual(['A', 'A/B']);
    expect(names({ excludeFolders: ['A'] })).toEqual(['AB', 'C']);
    expect(names({ includeFolders: ['A'], excludeFolders: ['A/B'] })).toEqual(['A']);
    expect(names({ includeFolders: [] })).toEqual([]);
  });

  it('tells which folders only the filters leave out: no nodes, no views', () => {
    const sources = [
      folder('A'),
      folder('A/B'),
      folder('C'),
      folder('C/node', { canHoldItems: false }),
      folder('All Mail', { specialUse: 'all' }),
    ];
    const names = (filters: PassOptions['filters']) =>
      foldersLeftOut(sources, { filters, folderMap: new Map() })
        .filter(({ isExcluded }) => isExcluded)
        .map(({ source }) => source.id);
    expect(names({})).toEqual([]);
    expect(names({ excludeFolders: ['A', 'All Mail'] })).toEqual(['A', 'A/B']);
    expect(names({ includeFolders: ['A'], excludeFolders: ['A/B'] })).toEqual(['A/B', 'C']);
  });

  it('takes the largest first', () => {
    const state = { generation: 1, nextId: 9 };
    const sources = [
      folder('few', { state: { ...state, itemCount: 2 } }),
      folder('large', { state: { ...state, itemCount: 1, bytes: 900 } }),
      folder('unknown'),
      folder('many', { state: { ...state, itemCount: 50 } }),
    ];
    const names = planned(sources).map((line) => line.split(' ')[0]);
    expect(names).toEqual(['large', 'many', 'few', 'unknown']);
  });
});
