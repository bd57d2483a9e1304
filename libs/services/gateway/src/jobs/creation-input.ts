import type { CreationInput, ProblemFault } from '@mailhaul/contracts';
import {
  type ConnectionDetails,
  type CreationSettings,
  faultOfNamePattern,
} from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';
import { ApiProblem } from '../http/api-problem.ts';

/** As the domain wants it; undefined: none. @throws {ApiProblem} that names the field. */
export function creationOf(
  input: CreationInput | null,
  target: Pick<ConnectionDetails, 'directory'>,
): CreationSettings | undefined {
  if (input === null) return undefined;
  const { domain, unit, name, alias, password, hook, hookSeconds } = input;
  const faults: ProblemFault[] = [];
  for (const [field, pattern] of [
    ['name', name],
    ['alias', alias],
  ] as const) {
    const message = faultOfNamePattern(pattern);
    if (message !== undefined) faults.push({ place: `creation.${field}`, message });
  }
  if (password.length < password.classes.length) {
    faults.push({ place: 'creation.password.length', message: 'has no room for its classes' });
  }
  const { directory } = target;
  if (directory === undefined) {
    const message = 'needs a directory (LDAP) of the target connection: give it one first';
    faults.push({ place: 'creation', message });
  } else if (directory.bindDn === undefined) {
    const message =
      'needs a name that may write to the target’s directory: its connection signs in to it as nobody';
    faults.push({ place: 'creation', message });
  }
  if (faults.length > 0) throw new ApiProblem('body-invalid', { faults });
  return {
    rules: { password, ...defined({ hook }), hookMsMax: hookSeconds * 1000 },
    names: { domain, unit, name, alias },
  };
}
