import { expect, it } from 'vitest';
import type { DocumentItem } from './item-document.ts';
import { openName, ownNameUpdates, underOpenName } from './open-name.ts';

const series: DocumentItem = {
  element: 'CalendarItem',
  fields: [
    ['Subject', {}, 'Weekly'],
    ['Location', {}, 'Garden'],
  ],
  extras: [],
  attachments: [],
  exceptions: {
    changed: [
      { originalStart: '1', fields: [['Location', {}, 'Hall']], without: [] },
      { originalStart: '2', fields: [['Subject', {}, 'Moved']], without: [] },
      { originalStart: '3', fields: [], without: ['Subject'] },
    ],
    removed: ['4'],
  },
};

it('calls the item by its key alone, and each changed occurrence by its own or the series’ subject', () => {
  const opened = underOpenName(series, 'the-key');
  expect(opened.fields).toEqual([
    ['Location', {}, 'Garden'],
    ['Subject', {}, openName('the-key')],
  ]);
  expect(opened.exceptions?.changed.map(({ fields }) => fields)).toEqual([
    [
      ['Location', {}, 'Hall'],
      ['Subject', {}, 'Weekly'],
    ],
    [['Subject', {}, 'Moved']],
    [],
  ]);
  expect(opened.exceptions?.removed).toEqual(['4']);
  expect(openName('the-key')).not.toContain('Weekly');
});

it('gives it its own names back, or none where it had none', () => {
  expect(ownNameUpdates(series)).toContain('<t:Subject>Weekly</t:Subject>');
  expect(ownNameUpdates({ ...series, fields: [] })).toBe(
    '<t:DeleteItemField><t:FieldURI FieldURI="item:Subject"/></t:DeleteItemField>',
  );
  const contact: DocumentItem = {
    ...{ element: 'Contact', extras: [], attachments: [] },
    fields: [['DisplayName', {}, 'Ann']],
  };
  expect(underOpenName(contact, 'k').fields).toContainEqual(['DisplayName', {}, openName('k')]);
  expect(ownNameUpdates(contact)).toContain('<t:DisplayName>Ann</t:DisplayName>');
});
