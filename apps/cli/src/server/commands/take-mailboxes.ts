import type { MailboxConditionInput } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { chooseJob } from '../names/choose-job.ts';
import type { Server } from '../session/open-server.ts';

export interface RawConditions {
  readonly job?: string;
  readonly all?: boolean;
  readonly publicFolders?: boolean;
  readonly group?: readonly string[];
  readonly unit?: readonly string[];
  readonly pattern?: readonly string[];
  readonly address?: readonly string[];
  readonly exceptAddress?: readonly string[];
  readonly exceptGroup?: readonly string[];
  readonly exceptUnit?: readonly string[];
  readonly exceptPattern?: readonly string[];
  readonly dryRun?: boolean;
}

/** Named at most. */
const namedMax = 20;

/** `mailhaul pairs take --job JOB --group GROUP …`: whom conditions take of the source. */
export async function takeMailboxes(server: Server, raw: RawConditions): Promise<ExitCode> {
  const conditions = conditionsOf(raw);
  if (!conditions.some(({ effect }) => effect === 'include')) {
    throw new UsageError(
      'which mailboxes?',
      'give --all, --public-folders, --group, --unit, --pattern or --address',
    );
  }
  const job = await chooseJob(server, raw.job);
  const taken = await server.api.call('takeMailboxes', {
    path: { tenant: await server.tenant(), job: job.id },
    body: { conditions },
    ...(raw.dryRun === true ? { query: { dryRun: 'true' } } : {}),
  });
  if (taken.words !== undefined) server.warn(taken.words);
  if (server.isJson) {
    server.row(taken);
    return exitCodes.done;
  }
  const { entering, stayingCount, leaving } = taken;
  const done = raw.dryRun === true ? 'would join' : 'joined';
  server.say([
    `${plural(entering.length, 'mailbox', 'mailboxes')} ${done} ${job.name}, ${formatCount(stayingCount)} in it already.`,
    ...named(entering),
    ...(leaving.length === 0
      ? []
      : [
          `${plural(leaving.length, 'mailbox', 'mailboxes')} of the job no longer belong to it; mailhaul pairs remove takes them out:`,
          ...named(leaving.map(({ source, reason }) => `${source} (${leavingWords[reason]})`)),
        ]),
  ]);
  return exitCodes.done;
}

export const leavingWords = {
  gone: 'the source has no such mailbox',
  excluded: 'left out by a condition',
  'not-included': 'taken by no condition',
} as const;

function named(lines: readonly string[]): readonly string[] {
  const more = lines.length - namedMax;
  return [
    ...lines.slice(0, namedMax).map((text) => `  ${cleanText(text)}`),
    ...(more > 0 ? [`  … and ${formatCount(more)} more`] : []),
  ];
}

export function conditionsOf(raw: RawConditions): MailboxConditionInput[] {
  const { group = [], unit = [], pattern = [] } = raw;
  const { exceptGroup = [], exceptUnit = [], exceptPattern = [] } = raw;
  const { address = [], exceptAddress = [] } = raw;
  const include = { effect: 'include' as const };
  const exclude = { effect: 'exclude' as const };
  return [
    ...(raw.all === true ? [{ ...include, by: 'all' as const }] : []),
    ...(raw.publicFolders === true ? [{ ...include, by: 'public-folders' as const }] : []),
    ...group.map((one) => ({ ...include, by: 'group' as const, group: one })),
    ...unit.map((one) => ({ ...include, by: 'unit' as const, unit: one })),
    ...pattern.map((one) => ({ ...include, by: 'pattern' as const, pattern: one })),
    ...(address.length === 0 ? [] : [{ ...include, by: 'list' as const, addresses: [...address] }]),
    ...exceptGroup.map((one) => ({ ...exclude, by: 'group' as const, group: one })),
    ...exceptUnit.map((one) => ({ ...exclude, by: 'unit' as const, unit: one })),
    ...exceptPattern.map((one) => ({ ...exclude, by: 'pattern' as const, pattern: one })),
    ...(exceptAddress.length === 0
      ? []
      : [{ ...exclude, by: 'list' as const, addresses: [...exceptAddress] }]),
  ];
}
