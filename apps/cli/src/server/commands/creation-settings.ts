import { type CreationInput, creationSettingsSchema } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { named, parseWhole } from '../../options/option-values.ts';
import { UsageError } from '../../usage-error.ts';
import { findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';

export interface RawCreation {
  readonly domain?: string;
  readonly unit?: string;
  readonly name?: string;
  readonly alias?: string;
  readonly passwordLength?: string;
  readonly passwordClasses?: string;
  readonly mustChange?: boolean;
  readonly hook?: string;
  readonly hookSeconds?: string;
  readonly none?: boolean;
}

const changes: readonly (keyof RawCreation)[] = [
  ...(['domain', 'unit', 'name', 'alias', 'passwordLength', 'passwordClasses'] as const),
  ...(['mustChange', 'hook', 'hookSeconds'] as const),
];

/** `mailhaul jobs creation-settings JOB`: shows them, or changes what options name; `--none` takes them away. */
export async function creationSettings(
  server: Server,
  text: string,
  raw: RawCreation,
): Promise<ExitCode> {
  const isChange = changes.some((name) => raw[name] !== undefined);
  if (raw.none === true && isChange)
    throw new UsageError('--none takes the settings away; nothing else can be said of them');
  const tenant = await server.tenant();
  const before = await findJob(server, text);
  const job =
    isChange || raw.none === true
      ? await server.api.call('setCreation', {
          path: { tenant, job: before.id },
          body: { creation: raw.none === true ? null : changed(raw, before.creation) },
          ifMatch: before.revision,
        })
      : before;
  if (server.isJson) server.row(job);
  else server.say([job.name, ...creationLines(job.creation)]);
  return exitCodes.done;
}

function changed(raw: RawCreation, before: CreationInput | undefined): CreationInput {
  const { domain = before?.domain, unit = before?.unit } = raw;
  if (domain === undefined || unit === undefined) {
    throw new UsageError('the job has no creation settings yet', 'give --domain and --unit');
  }
  const { passwordLength, passwordClasses, hookSeconds, hook = before?.hook } = raw;
  const whole = (option: string, value: string | undefined, max: number) =>
    value === undefined
      ? {}
      : { [option]: named(option, () => parseWhole(value, { min: 1, max })) };
  const password = {
    ...before?.password,
    ...whole('length', passwordLength, 64),
    ...(passwordClasses === undefined ? {} : { classes: passwordClasses.split(',') }),
    ...(raw.mustChange === undefined ? {} : { mustChange: raw.mustChange }),
  };
  const { hook: _hook, ...rest } = before ?? {};
  const wished = {
    ...{ ...rest, domain, unit, password },
    ...(raw.name === undefined ? {} : { name: raw.name }),
    ...(raw.alias === undefined ? {} : { alias: raw.alias }),
    ...(hook === undefined || hook === 'off' ? {} : { hook }),
    ...whole('hookSeconds', hookSeconds, 600),
  };
  const checked = creationSettingsSchema.safeParse(wished);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new UsageError(`${issue?.path.join('.') ?? 'the settings'}: ${issue?.message ?? 'wrong'}`);
}

function creationLines(creation: CreationInput | undefined): readonly string[] {
  if (creation === undefined) return ['No creation settings: no target mailboxes are made.'];
  const { domain, unit, name, alias, password, hook, hookSeconds } = creation;
  const change = password.mustChange ? ', to be changed at the first sign-in' : '';
  return [
    `  users        ${name}, in ${unit}`,
    `  addresses    ${alias}@${domain}`,
    `  passwords    ${password.length} characters of ${password.classes.join(', ')}${change}`,
    hook === undefined ? '  hook         none' : `  hook         ${hook}, ${hookSeconds} s at most`,
  ];
}
