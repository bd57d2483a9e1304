import { expect, it } from 'vitest';
import type { Folder } from './folder.ts';
import { folderKindOf } from './folder-kind.ts';

it.each<[Pick<Folder, 'containerClass' | 'specialUse' | 'nature'>, string | undefined]>([
  [{}, undefined],
  [{ specialUse: 'inbox' }, undefined],
  [{ containerClass: 'IPF.Appointment', nature: 'not-mail' }, 'calendar'],
  [{ containerClass: 'IPF.Contact.RecipientCache', nature: 'not-mail' }, 'contacts'],
  [{ containerClass: 'ipf.stickynote', nature: 'not-mail' }, 'notes'],
  [{ specialUse: 'tasks', nature: 'not-mail' }, 'tasks'],
  [{ containerClass: 'IPF.ShortcutFolder', nature: 'not-mail' }, 'other'],
  [{ nature: 'not-mail' }, 'other'],
])('%j is for %s', (folder, kind) => {
  expect(folderKindOf(folder)).toBe(kind);
});
