import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type KnownMailbox,
  type MailboxCondition,
  selectedBy,
  usualConditions,
} from './mailbox-conditions.ts';
import { heldBack } from './held-back.ts';
import { previewConditions } from './preview-conditions.ts';

const mailbox = (name: string, more: Partial<KnownMailbox> = {}): KnownMailbox => ({
  ...{ id: `id-${name}`, address: `${name}@old.example`, kind: 'user', groups: [], units: [] },
  ...more,
});
const anna = mailbox('Anna', { groups: ['staff'], units: ['people', 'berlin'] });
const bert = mailbox('bert', { groups: ['staff', 'managers'], units: ['people'] });
const room = mailbox('room', { kind: 'room' });
const folders = mailbox('folders', { kind: 'public' });
const discovery = mailbox('discovery', { kind: 'system' });
const all = [anna, bert, room, folders, discovery];

const include = (condition: object) => ({ effect: 'include', ...condition }) as MailboxCondition;
const exclude = (condition: object) => ({ effect: 'exclude', ...condition }) as MailboxCondition;
const given = (...conditions: readonly MailboxCondition[]) => ({
  takes: (...expected: readonly KnownMailbox[]) => {
    const taken = all.filter((one) => selectedBy(conditions, one).isIn);
    expect(taken).toEqual(expected);
  },
});

describe('given the conditions of a job', () => {
  it('takes all and the public folders, where nobody has touched them', () => {
    given(...usualConditions).takes(anna, bert, room, folders);
    given(include({ by: 'all' })).takes(anna, bert, room);
    given(include({ by: 'public-folders' })).takes(folders);
  });

  it('takes nobody without an inclusion', () => {
    given().takes();
    given(exclude({ by: 'all' })).takes();
  });

  it.each([
    [{ by: 'chosen', ids: ['id-Anna', 'id-discovery', 'id-gone'] }, [anna, discovery]],
    [{ by: 'group', group: 'managers' }, [bert]],
    [{ by: 'unit', unit: 'berlin' }, [anna]],
    [{ by: 'list', addresses: ['ANNA@old.example', 'x@y'] }, [anna]],
    [{ by: 'pattern', pattern: 'a*@OLD.example' }, [anna]],
    [{ by: 'pattern', pattern: '*r*o*@*' }, [room]],
  ])('takes by %j', (condition, expected) => {
    const inOrder = all.filter((one) => expected.includes(one));
    given(include(condition)).takes(...inOrder);
    given(
      ...usualConditions,
      include({ by: 'chosen', ids: ['id-discovery'] }),
      exclude(condition),
    ).takes(...all.filter((one) => !inOrder.includes(one)));
  });

  it('lets an exclusion win, whatever stands behind it', () => {
    given(exclude({ by: 'unit', unit: 'berlin' }), include({ by: 'all' })).takes(bert, room);
    given(
      include({ by: 'group', group: 'staff' }),
      exclude({ by: 'group', group: 'managers' }),
      include({ by: 'chosen', ids: ['id-bert'] }),
    ).takes(anna);
  });

  it('says which condition decided', () => {
    const leaves = exclude({ by: 'unit', unit: 'berlin' });
    const conditions = [...usualConditions, leaves];
    expect(selectedBy(conditions, anna)).toEqual({ isIn: false, condition: leaves });
    expect(selectedBy(conditions, bert)).toEqual({ isIn: true, condition: usualConditions[0] });
    expect(selectedBy(conditions, discovery)).toEqual({ isIn: false });
  });

  it('understands patterns as expressions would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '@', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (address, one) => {
        const expression = one
          .split('*')
          .map((piece) => piece.replaceAll('.', '\\.'))
          .join('.*');
        const { isIn } = selectedBy(
          [include({ by: 'pattern', pattern: one })],
          mailbox('x', { address }),
        );
        expect(isIn).toBe(new RegExp(`^${expression}$`).test(address));
      }),
    );
  });
});

describe('when conditions are changed, the preview says', () => {
  const row = (one: KnownMailbox, more: object = {}) => ({
    ...{ pairId: `pair-${one.id}`, address: one.address, mailboxId: one.id },
    ...more,
  });
  const conditions = [include({ by: 'all' }), exclude({ by: 'group', group: 'managers' })];

  it('who enters, stays and leaves, and why', () => {
    const rows = [row(bert), row(folders), row(mailbox('gone')), row(room)];
    expect(previewConditions(conditions, all, rows)).toEqual({
      entering: [{ mailbox: anna, condition: conditions[0] }],
      staying: [{ row: row(room), mailbox: room, condition: conditions[0] }],
      leaving: [
        { row: row(bert), mailbox: bert, reason: 'excluded', condition: conditions[1] },
        { row: row(folders), mailbox: folders, reason: 'not-included' },
        { row: row(mailbox('gone')), reason: 'gone' },
      ],
    });
  });

  it('who has another address now, and that a new mailbox of the old one is another', () => {
    const renamed = mailbox('Anna', { address: 'anna.married@old.example' });
    const successor = mailbox('Anna2', { address: anna.address });
    const preview = previewConditions(usualConditions, [renamed, successor], [row(anna)]);
    expect(preview).toEqual({
      entering: [{ mailbox: successor, condition: usualConditions[0] }],
      staying: [
        {
          ...{ row: row(anna), mailbox: renamed, condition: usualConditions[0] },
          renamedTo: renamed.address,
        },
      ],
      leaving: [],
    });
    expect(previewConditions(usualConditions, [successor], [row(anna)]).leaving).toEqual([
      { row: row(anna), reason: 'gone' },
    ]);
  });

  it('by the address of rows that came without an id', () => {
    const typed = row(anna, { mailboxId: undefined, address: 'ANNA@OLD.example' });
    expect(previewConditions(usualConditions, [anna], [typed])).toEqual({
      ...{ entering: [], leaving: [] },
      staying: [{ row: typed, mailbox: anna, condition: usualConditions[0] }],
    });
  });

  it('by any address of a mailbox, and takes nobody twice for it', () => {
    const known = [mailbox('anna', { aliases: ['a.smith@old.example'] }), bert];
    const typed = { pairId: 'p', address: 'A.Smith@old.example' };
    const { entering, staying } = previewConditions(usualConditions, known, [typed]);
    expect(entering.map(({ mailbox: { id } }) => id)).toEqual(['id-bert']);
    expect(staying.map(({ row: { pairId } }) => pairId)).toEqual(['p']);
  });

  it('nothing of an archive: its mailbox enters beside it', () => {
    const archive = row(anna, { mailboxId: undefined, kind: 'archive', isByHand: true });
    const { entering, staying } = previewConditions(usualConditions, [anna], [archive]);
    expect([entering.length, staying.length]).toEqual([1, 1]);
  });
});

describe('a row that somebody gave by hand', () => {
  const typed = (one: KnownMailbox) => ({
    ...{ pairId: 'p', address: one.address, isByHand: true as const },
  });
  const all = [anna, bert];

  it.each([
    ['nothing takes it', [include({ by: 'group', group: 'managers' })]],
    ['a group is left out', [include({ by: 'all' }), exclude({ by: 'group', group: 'staff' })]],
    ['a pattern leaves it out', [include({ by: 'all' }), exclude({ by: 'pattern', pattern: '*' })]],
  ])('stays where %s', (_why, conditions) => {
    const { staying, leaving } = previewConditions(conditions, all, [typed(anna)]);
    expect([staying.length, leaving.length]).toEqual([1, 0]);
  });

  it('stays where the source does not know it', () => {
    const gone = typed(mailbox('gone'));
    expect(previewConditions(usualConditions, all, [gone]).staying).toEqual([{ row: gone }]);
  });

  it.each([
    ['chosen', exclude({ by: 'chosen', ids: [anna.id] })],
    ['listed', exclude({ by: 'list', addresses: ['ANNA@old.example'] })],
  ])('leaves where an exclusion names it: %s', (_how, condition) => {
    const conditions = [...usualConditions, condition];
    expect(previewConditions(conditions, all, [typed(anna)]).leaving).toEqual([
      { row: typed(anna), mailbox: anna, reason: 'excluded', condition },
    ]);
  });

  it('leaves by a list also where the source does not know it', () => {
    const gone = typed(mailbox('gone'));
    const listed = [exclude({ by: 'list', addresses: [gone.address] })];
    expect(previewConditions(listed, all, [gone]).leaving).toHaveLength(1);
  });
});

describe('nobody leaves without a question', () => {
  const rows = ['a', 'b', 'c', 'd'].map((name) => mailbox(name));
  const inJob = rows.map((one) => ({ pairId: one.id, address: one.address, mailboxId: one.id }));
  const after = (left: number) => previewConditions(usualConditions, rows.slice(left), inJob);
  const whole = { isWhole: true };

  it('where more than half of the rows would', () => {
    expect(heldBack(after(2), { ...whole, knownCount: 2 })).toBeUndefined();
    expect(heldBack(after(3), { ...whole, knownCount: 1 })).toBe('too-many-leave');
  });

  it('unless a person has seen as many', () => {
    expect(heldBack(after(3), { ...whole, knownCount: 1, leavingMax: 3 })).toBeUndefined();
    expect(heldBack(after(3), { ...whole, knownCount: 1, leavingMax: 2 })).toBe('too-many-leave');
  });

  it('where the source told of a part, or of nobody', () => {
    expect(heldBack(after(1), { isWhole: false, knownCount: 3 })).toBe('incomplete');
    expect(heldBack(after(4), { ...whole, knownCount: 0, leavingMax: 9 })).toBe('incomplete');
    expect(heldBack(after(0), { isWhole: false, knownCount: 4 })).toBeUndefined();
  });

  it('and rows by hand count for nothing', () => {
    const byHand = [
      ...inJob,
      ...['x', 'y', 'z'].map((pairId) => ({
        pairId,
        address: `${pairId}@z`,
        isByHand: true as const,
      })),
    ];
    const preview = previewConditions(usualConditions, rows.slice(3), byHand);
    expect(heldBack(preview, { ...whole, knownCount: 1 })).toBe('too-many-leave');
  });
});
