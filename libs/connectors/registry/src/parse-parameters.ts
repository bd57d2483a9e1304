import {
  type ConnectionParameters,
  parameterNames,
  parametersSchema,
} from './connection-parameters.ts';

/** Parameters whose schema says in words of its own what is wrong. */
const wordedNames: ReadonlySet<string> = new Set([
  ...['security', 'auth', 'oauth-tenant', 'access', 'kind', 'autodiscover'],
]);

export type ParsedParameters =
  | { readonly ok: true; readonly parameters: ConnectionParameters }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads what stands behind the `?`, percent-encoded; a `+` is a plus sign, since user names have it. `problem` holds no
 * value: it may be the rest of a password that was not encoded.
 */
export function parseParameters(search: string): ParsedParameters {
  const values: Record<string, string> = {};
  for (const piece of search.replace(/^\?/, '').split('&')) {
    if (piece === '') continue;
    const at = piece.indexOf('=');
    const name = at === -1 ? piece : piece.slice(0, at);
    if (!parameterNames.includes(name)) {
      const shown = /^[a-z][a-z0-9_-]{0,30}$/i.test(name) ? `"${name}" ` : '';
      return refused(`the parameter ${shown}is not known`);
    }
    if (values[name] !== undefined) return refused(`the parameter "${name}" is given twice`);
    const value = decoded(piece.slice(name.length + 1));
    if (value === undefined)
      return refused(
        `a % in the parameter "${name}" is not followed by two hex digits: write % as %25`,
      );
    if (/\p{Cc}/u.test(value)) return refused(`the parameter "${name}" holds control characters`);
    values[name] = value;
  }
  const parsed = parametersSchema.safeParse(values);
  if (parsed.success) return { ok: true, parameters: parsed.data };
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  const isCustom = issue?.code === 'custom' || wordedNames.has(name);
  const words = isCustom ? issue?.message : values[name] === '' ? 'is empty' : 'is too long';
  return refused(
    name === 'security' || name === 'auth'
      ? `${name} ${words ?? ''}`
      : `the parameter "${name}" ${words ?? ''}`,
  );
}

/** A connection that signs in by token or certificate: nobody is to be asked for a password. */
export function signsInWithoutPassword(search: string): boolean {
  const parsed = parseParameters(search);
  if (!parsed.ok) return false;
  const { auth, oauth } = parsed.parameters;
  const { 'token-file': file, 'token-command': command } = parsed.parameters;
  return auth === 'external' || oauth !== undefined || file !== undefined || command !== undefined;
}

function refused(problem: string): ParsedParameters {
  return { ok: false, problem };
}

/** Undefined where a percent sign encodes nothing. */
export function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
