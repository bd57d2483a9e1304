import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A page of the documentation that stands in the repository, as the console shows it. */
export interface HelpPage {
  /** `how-to/schedule-a-job`. */
  readonly id: string;
  readonly title: string;
}

const folders = ['how-to', 'reference'] as const;
/** Written for those who build on Mailhaul, not for those who run it. */
const notForOperators = new Set([
  ...['how-to/change-an-event', 'how-to/replay-a-seed', 'reference/libraries'],
  ...['reference/chaos-system', 'reference/scale', 'reference/read-models'],
  'reference/what-happens-when',
]);

/** Every page that helps an operator, by folder and title. */
export async function listHelp(): Promise<readonly HelpPage[]> {
  const pages = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(docsFolder(), folder));
      const ids = names
        .filter((name) => /^[a-z0-9-]+\.md$/.test(name))
        .map((name) => `${folder}/${name.slice(0, -'.md'.length)}`)
        .filter((id) => !notForOperators.has(id));
      const all = await Promise.all(
        ids.map(async (id) => ({ id, title: titleOf(await textOf(id)) })),
      );
      return all.toSorted((a, b) => a.title.localeCompare(b.title));
    }),
  );
  return pages.flat();
}

/** The text of a page; undefined: there is none of that name. */
export async function readHelp(id: string): Promise<string | undefined> {
  const known = await listHelp();
  return known.some((page) => page.id === id) ? await textOf(id) : undefined;
}

function textOf(id: string): Promise<string> {
  return readFile(join(docsFolder(), `${id}.md`), 'utf8');
}

function titleOf(text: string): string {
  return (/^# (.+)$/m.exec(text)?.[1] ?? '').replaceAll('`', '');
}

/** Named when the console is built. */
function docsFolder(): string {
  return process.env.DOCS_FOLDER;
}
