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
  const { filters = {}, folderMap = new Map(), folderRoot } = changes;
  const { isTargetCaseInsensitive = false } = changes;
  const options = { filters, folderMap, folderRoot };
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

  it('goes below the root with everything, INBOX as well, and into no folder of a use', () => {
    const sources = [
      folder('INBOX', { specialUse: 'inbox' }),
      folder('Gesendet', { specialUse: 'sent' }),
      folder('[Gmail]/Bin', { specialUse: 'trash', plainPath: ['Trash'] }),
      folder('Work/2024'),
    ];
    const targets = [
      folder('INBOX', { specialUse: 'inbox' }),
      folder('Sent', { specialUse: 'sent', isUseDeclared: true }),
      folder('Old mail/Ann/Work/2024'),
    ];
    const root = { folderRoot: 'Old mail/Ann' };
    expect(planned(sources, targets, root).toSorted()).toEqual([
      'Gesendet → Old mail/Ann/Gesendet (new)',
      'INBOX → Old mail/Ann/INBOX (new)',
      'Work/2024 → Old mail/Ann/Work/2024 (Old mail/Ann/Work/2024)',
      '[Gmail]/Bin → Old mail/Ann/Trash (new)',
    ]);
    const folderMap = new Map([['Gesendet', 'Sent']]);
    expect(planned(sources, targets, { ...root, folderMap })).toContain(
      'Gesendet → Old mail/Ann/Sent (new)',
    );
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

  describe('given several folders of one use', () => {
    const declared = { specialUse: 'sent', isUseDeclared: true } as const;
    const looksSo = { specialUse: 'sent' } as const;

    it('the declared one goes to the target’s, the others keep their names', () => {
      const sources = [folder('Sent', looksSo), folder('Gesendet', declared), folder('INBOX')];
      const targets = [folder('Sent Items', declared)];
      expect(planned(sources, targets).toSorted()).toEqual([
        'Gesendet → Sent Items (Sent Items)',
        'INBOX → INBOX (new)',
        'Sent → Sent (new)',
      ]);
    });

    it('else the one called as at the target, else the highest, else the first by name', () => {
      const target = [folder('Sent Items', declared)];
      const both = [folder('Sent', looksSo), folder('Sent Items', looksSo)];
      expect(planned(both, target)).toContain('Sent Items → Sent Items (Sent Items)');
      const deep = [folder('INBOX/Sent', looksSo), folder('Verzonden', looksSo)];
      expect(planned(deep, target)).toContain('Verzonden → Sent Items (Sent Items)');
      const flat = [folder('Verzonden', looksSo), folder('Sent', looksSo)];
      expect(planned(flat, target)).toContain('Sent → Sent Items (Sent Items)');
    });

    it('does not depend on the order of listings', () => {
      const sources = ['Sent', 'Sent Items', 'Gesendet', 'Sent (2)'].map((name) =>
        folder(name, name === 'Sent (2)' ? {} : looksSo),
      );
      const targets = [folder('Gesendet', looksSo), folder('Sent', declared)];
      const one = planned(sources, targets).toSorted();
      expect(planned(sources.toReversed(), targets.toReversed()).toSorted()).toEqual(one);
      expect(new Set(one.map((line) => line.split(' → ')[1])).size).toBe(sources.length);
    });

    it('a folder whose name is taken by the use is set apart under the next free number', () => {
      const sources = [folder('Gesendet', declared), folder('Sent', looksSo), folder('Sent (2)')];
      expect(planned(sources, [folder('Sent', declared)]).toSorted()).toEqual([
        'Gesendet → Sent (Sent)',
        'Sent (2) → Sent (2) (new)',
        'Sent → Sent (3) (new)',
      ]);
    });

    it('one that the operator mapped leaves the use to the next', () => {
      const sources = [folder('Gesendet', declared), folder('Sent', looksSo)];
      const folderMap = new Map([['Gesendet', 'Old/Sent']]);
      expect(planned(sources, [folder('Sent Items', declared)], { folderMap }).toSorted()).toEqual([
        'Gesendet → Old/Sent (new)',
        'Sent → Sent Items (Sent Items)',
      ]);
    });
  });

  it('puts what stood in a place of its system only where others have it', () => {
    const sent = folder('[Gmail]/Gesendet', { specialUse: 'sent', plainPath: ['Sent'] });
    expect(planned([sent])).toEqual(['[Gmail]/Gesendet → Sent (new)']);
    expect(planned([sent, folder('Sent')]).toSorted()).toEqual([
      'Sent → Sent (new)',
      '[Gmail]/Gesendet → Sent (2) (new)',
    ]);
  });

  it('writes into no folder of others, and into no view', () => {
    const targets = [
      folder('Archive', { specialUse: 'archive', isSelection: true }),
      folder('Shared folders/bob', { sharing: 'shared' }),
    ];
    const sources = [folder('Archive', { specialUse: 'archive' }), folder('Shared folders/bob')];
    expect(planned(sources, targets).toSorted()).toEqual([
      'Archive → Archive (new)',
      'Shared folders/bob → Shared folders/bob (new)',
    ]);
  });

  it('joins two folders by the operator’s map only', () => {
    const sources = [folder('Sent'), folder('Old/Sent'), folder('Sent')];
    const folderMap = new Map([['Old/Sent', 'Sent']]);
    const twins = [{ ...sources[0]!, id: 'one' }, sources[1]!, { ...sources[2]!, id: 'two' }];
    expect(planned(twins, [], { folderMap }).toSorted()).toEqual([
      'Old/Sent → Sent (new)',
      'Sent → Sent (new)',
      'Sent → Sent (new)',
    ]);
    expect(planned(twins).toSorted()).toEqual([
      'Old/Sent → Old/Sent (new)',
      'Sent → Sent (2) (new)',
      'Sent → Sent (new)',
    ]);
  });
});

describe('foldersLeftOut', () => {
  const sources = [
    folder('INBOX'),
    folder('All', { specialUse: 'all', nature: 'view' }),
    folder('All (archived)', { specialUse: 'archive', isSelection: true }),
    folder('Calendar', { nature: 'not-mail' }),
    folder('Shared folders/bob', { sharing: 'shared' }),
    folder('Public folders/news', { sharing: 'public' }),
    folder('node', { nature: 'not-mail', canHoldItems: false }),
  ];
  const leftOut = (filters: PassOptions['filters'], folderMap = new Map<string, string>()) =>
    foldersLeftOut(sources, { filters, folderMap }).map(
      ({ source, why, isExcluded }) => `${source.id}: ${why}${isExcluded ? ', excluded' : ''}`,
    );

  it('names what is no mail of the mailbox, and counts only what stands nowhere else', () => {
    expect(leftOut({})).toEqual([
      'All: view',
      'Calendar: not-mail, excluded',
      'Shared folders/bob: shared',
      'Public folders/news: public',
    ]);
  });

  it('takes what is asked for; the whole of a view leaves nothing to its selection', () => {
    expect(leftOut({ takeFolders: ['All', 'Shared folders'], publicFolders: true })).toEqual([
      'All (archived): view',
      'Calendar: not-mail, excluded',
    ]);
    expect(leftOut({}, new Map([['Calendar', 'Old calendar']]))).not.toContain(
      'Calendar: not-mail, excluded',
    );
  });
});
