import { UsageError } from '../usage-error.ts';
import { parseFolderMap } from './folder-map.ts';
import { parseFolderRoot } from './folder-root.ts';
import { assertUsable, warnOfOpenFiles } from './judge-url.ts';
import type { PairDefaults, PairPlan, SidePlan } from './pair-plan.ts';
import {
  type PasswordOwner,
  type Side,
  askPassword,
  findPassword,
  missingPassword,
  passwordFileOption,
} from './passwords.ts';
import { connectionUrlHint, parseSideUrl, sideLabel, withCredentials } from './side-url.ts';

/** The pair of `--source` and `--target`. Asks for missing passwords where `canAsk`. @throws UsageError */
export async function planSinglePair(defaults: PairDefaults, canAsk: boolean): Promise<PairPlan> {
  // Both, before the first question is asked.
  for (const side of ['source', 'target'] as const) {
    const { url } = defaults[side];
    if (url !== undefined && parseSideUrl(url, `--${side}`).user !== undefined)
      assertUsable(url, `--${side}`);
  }
  const source = await planSide('source', defaults, canAsk);
  const target = await planSide('target', defaults, canAsk);
  const folderMap = parseFolderMap(defaults.folderMap);
  const folderRoot = parseFolderRoot(defaults.folderRoot);
  return { source, target, folderMap, folderRoot, line: undefined };
}

/** One connection as the command line names it. */
export interface NamedConnection extends Pick<PairDefaults, 'environment' | 'warn'> {
  readonly owner: PasswordOwner;
  /** What people call its URL: `--source`. */
  readonly name: string;
  readonly url: string;
  readonly passwordFile: string | undefined;
}

/** Takes the URL apart and finds or asks for its password. @throws UsageError */
export async function planConnection(named: NamedConnection, canAsk: boolean): Promise<SidePlan> {
  const { owner, name, passwordFile, environment, warn } = named;
  const url = parseSideUrl(named.url, name);
  if (url.user === undefined) throw new UsageError(`${name} names no user`, connectionUrlHint);
  assertUsable(named.url, name);
  warnOfOpenFiles(named.url, warn);
  const option = passwordFileOption(owner);
  if (url.password !== undefined && passwordFile !== undefined) {
    throw new UsageError(`the password is given twice: in the URL of ${name} and by ${option}`);
  }
  if (url.password !== undefined) {
    warn(
      `the password in ${name} stands on the command line, where your shell's history keeps it: ` +
        `better ${option}, the environment, or leave it out and be asked`,
    );
  }
  const label = sideLabel(url, url.user);
  if (!url.needsPassword) {
    if (passwordFile !== undefined) {
      throw new UsageError(`${option} means nothing: ${name} signs in without a password`);
    }
    return { url: withCredentials(url, { user: url.user, password: url.password }), label };
  }
  const known = findPassword({
    owner,
    inline: url.password,
    file: passwordFile,
    environment,
    warn,
  });
  if (known === undefined && !canAsk) throw missingPassword(owner, label);
  const password = known ?? (await askPassword(owner, label));
  return { url: withCredentials(url, { user: url.user, password }), label };
}

async function planSide(side: Side, defaults: PairDefaults, canAsk: boolean): Promise<SidePlan> {
  const { url, passwordFile } = defaults[side];
  if (url === undefined) throw new UsageError(`--${side} is missing`, connectionUrlHint);
  const { environment, warn } = defaults;
  const named = { owner: side, name: `--${side}`, url, passwordFile, environment, warn };
  return planConnection(named, canAsk);
}
