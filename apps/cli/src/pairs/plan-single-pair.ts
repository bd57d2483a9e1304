import { UsageError } from '../usage-error.ts';
import { parseFolderMap } from './folder-map.ts';
import type { PairDefaults, PairPlan, SidePlan } from './pair-plan.ts';
import { type Side, askPassword, findPassword, missingPassword } from './passwords.ts';
import { connectionUrlHint, parseSideUrl, sideLabel, withCredentials } from './side-url.ts';

/** The pair of `--source` and `--target`. Asks for missing passwords where `canAsk`. @throws UsageError */
export async function planSinglePair(defaults: PairDefaults, canAsk: boolean): Promise<PairPlan> {
  const source = await planSide('source', defaults, canAsk);
  const target = await planSide('target', defaults, canAsk);
  return { source, target, folderMap: parseFolderMap(defaults.folderMap), line: undefined };
}

/** One side of it, for the commands that need only one. @throws UsageError */
export async function planSide(side: Side, defaults: PairDefaults, canAsk: boolean): Promise<SidePlan> {
  const { url: text, passwordFile } = defaults[side];
  if (text === undefined) throw new UsageError(`--${side} is missing`, connectionUrlHint);
  const url = parseSideUrl(text, `--${side}`);
  if (url.user === undefined) {
    throw new UsageError(`--${side} names no user`, connectionUrlHint);
  }
  if (url.password !== undefined && passwordFile !== undefined) {
    throw new UsageError(`the ${side} password is given twice: in the URL and by --${side}-password-file`);
  }
  if (url.password !== undefined) {
    defaults.warn(
      `the ${side} password stands on the command line, where your shell's history keeps it: ` +
        `better --${side}-password-file, the environment, or leave it out and be asked`,
    );
  }
  const label = sideLabel(url, url.user);
  const known = findPassword({
    side,
    inline: url.password,
    file: passwordFile,
    environment: defaults.environment,
    warn: defaults.warn,
  });
  if (known === undefined && !canAsk) throw missingPassword(side, label);
  const password = known ?? (await askPassword(side, label));
  return { url: withCredentials(url, { user: url.user, password }), label };
}
