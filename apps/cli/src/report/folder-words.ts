import type { FolderNote, FolderLeftOutEvent } from '../render/run-events.schema.ts';
import { cleanText } from '../text/clean-text.ts';
import { formatCount, plural } from '../text/format.ts';

type PlaceWhy = Extract<FolderNote, { event: 'folder-placed' }>['why'];

/** Why a folder is left out, in plain words. */
export function leftOutText(why: FolderLeftOutEvent['why']): string {
  return leftOutWords[why];
}

const leftOutWords: Readonly<Record<FolderLeftOutEvent['why'], string>> = {
  filter: 'a filter leaves it out',
  'not-included': 'no filter includes it',
  view: 'it shows items of other folders',
  'not-mail': 'it holds no mail',
  'sync-log': 'a mail program writes it for itself',
  outbox: 'mail that was never sent',
  chats: 'chats, not mail',
  shared: 'another user’s (--shared-folders takes it)',
  public: 'everybody’s (--public-folders takes it)',
};

/** Why a folder does not keep its name, in plain words. */
export function placeText(why: PlaceWhy): string {
  return placeWords[why];
}

const placeWords: Readonly<Record<PlaceWhy, string>> = {
  'folder-map': 'by the folder map',
  'folder-root': 'below the folder root',
  'special-use': 'the same use there',
  'plain-name': 'its usual name',
  'set-apart': 'set apart: another folder goes where it would',
  spelled: 'the target does not take its name',
};

/** Folders written out at the end of a run; the rest is in the CSV log. */
const shownMax = 10;

/** What a person should know of folders when the run is over. */
export function folderNoteWords(notes: readonly FolderNote[]): string[] {
  const words = notes.flatMap((note) => {
    const name = cleanText(note.folder);
    switch (note.event) {
      case 'folder-parked': {
        const items = note.items === null ? 'its items' : plural(note.items, 'item');
        const said =
          note.error.serverText === null ? '' : ` The server said: ${note.error.serverText}`;
        return [
          `folder not copied: ${name} (${items}): ${note.error.message} [${note.error.code}]${said}`,
        ];
      }
      case 'folder-placed': {
        const isNotable = note.why === 'set-apart' || note.why === 'spelled' || note.isSecondOfUse;
        const why = note.isSecondOfUse ? 'a second folder of its use' : placeText(note.why);
        return isNotable
          ? [`folder ${name} is ${cleanText(note.target)} at the target: ${why}`]
          : [];
      }
      case 'folder-left-out': {
        const items = note.items === null ? '' : ` (${formatCount(note.items)})`;
        return [`folder left out: ${name}${items}: ${leftOutText(note.why)}`];
      }
    }
  });
  const more = words.length - shownMax;
  return [
    ...words.slice(0, shownMax),
    ...(more > 0 ? [`… and ${plural(more, 'folder')} more`] : []),
  ];
}
