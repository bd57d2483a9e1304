import { folderRootSchema } from '@mailhaul/contracts';
import { UsageError } from '../usage-error.ts';

/** `Old mail/Ann` as it is; `/`, which is the top, and nothing said: undefined. @throws UsageError */
export function parseFolderRoot(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { data, error } = folderRootSchema.safeParse(text);
  if (error !== undefined) {
    const [issue] = error.issues;
    throw new UsageError(
      `the folder root ${JSON.stringify(text.slice(0, 80))} ${issue?.message ?? ''}`,
      'write a folder of the target, for example: Old mail/Ann',
    );
  }
  return data === '' ? undefined : data;
}
