import { expect, it } from 'vitest';
import { type Lasting, likenessOf } from './likeness.ts';

const mail: Lasting = {
  ...{ kind: 'mail', itemClass: 'IPM.Note', subject: 'Plan', messageId: '<1@a>', displayName: '' },
  ...{ sentAt: 1_000, receivedAt: 2_000, startsAt: undefined, endsAt: undefined },
};
const event: Lasting = { ...mail, kind: 'event', startsAt: 5, endsAt: 6 };
const contact: Lasting = { ...mail, kind: 'contact', displayName: 'Ann' };

it('is that of the copy, whatever MIME and servers do to an item on its way', () => {
  const copies: readonly Lasting[] = [
    { ...mail, itemClass: 'IPM.Note.SMIME' },
    { ...mail, subject: ' Plan\t' },
    { ...mail, receivedAt: 3_000 },
    { ...mail, displayName: 'x' },
  ];
  for (const copy of copies) expect(likenessOf(copy)).toBe(likenessOf(mail));
  // Mail that was never sent is written with the time at which it came.
  expect(likenessOf({ ...mail, sentAt: undefined })).toBe(likenessOf({ ...mail, sentAt: 2_000 }));
  expect(likenessOf({ ...event, messageId: '', sentAt: undefined })).toBe(likenessOf(event));
});

it('tells apart what people tell apart', () => {
  const all: readonly Lasting[] = [
    ...[mail, { ...mail, subject: 'Plans' }, { ...mail, messageId: '<2@a>' }],
    ...[{ ...mail, sentAt: 1_001 }, event, { ...event, startsAt: 4 }, { ...event, endsAt: 7 }],
    ...[
      contact,
      { ...contact, displayName: 'Bob' },
      { ...contact, kind: 'contact-group' } as const,
    ],
    ...[{ ...mail, kind: 'other' } as const, { ...mail, kind: 'other', itemClass: 'X' } as const],
    ...[{ ...mail, kind: 'note' } as const, { ...mail, kind: 'task' } as const],
  ];
  expect(new Set(all.map(likenessOf)).size).toBe(all.length);
  for (const one of all) expect(likenessOf(one)).toMatch(/^[\w-]{22}$/);
});
