/** One element that may stand in another. */
export interface Part {
  /** With the letter of its namespace: `t:Subject`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly isRepeated: boolean;
  /** The first schema that has it. */
  readonly since: number;
}

export interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

/** What an element of that type holds. */
export interface ComplexType {
  readonly parts: readonly Part[];
  /** Any of the parts, in any order and as often as wanted; otherwise each once, in the order declared. */
  readonly isChoice: boolean;
  /** A choice that holds at least one. */
  readonly isFilled: boolean;
  readonly attributes: readonly Attribute[];
}

const tokenShape = /^(@?)((?:m:)?[A-Za-z0-9]+)(?:=([A-Za-z0-9|]+))?(!?)(\*?)(?:\^([\d.]+))?$/;
const firstSchema = 14;

/**
 * Types out of lines such as `ItemType: 'ItemId=Id ItemClass Subject Flag=Flag^15'`. A name alone is a text; `=` gives its type,
 * `!` says that it must be there, `*` that it may come again, `^15` that Exchange 2013 is the first to know it, `@` that it is an
 * attribute. `<Base>` at the beginning takes over what Base holds; `|` at the beginning makes it a choice, `|+` one that is not empty.
 */
export function declareTypes(
  lines: Readonly<Record<string, string>>,
  letter: 'm' | 't',
  known: ReadonlyMap<string, ComplexType> = new Map(),
): Map<string, ComplexType> {
  const types = new Map(known);
  for (const [name, line] of Object.entries(lines)) types.set(name, complexTypeOf(line));
  return types;

  function complexTypeOf(line: string): ComplexType {
    const parts: Part[] = [];
    const attributes: Attribute[] = [];
    let isChoice = false;
    let isFilled = false;
    for (const token of line.split(/\s+/).filter((one) => one !== '')) {
      if (token === '|' || token === '|+') {
        isChoice = true;
        isFilled = token === '|+';
      } else if (token.startsWith('<')) {
        const base = types.get(token.slice(1, -1));
        if (base === undefined) throw new Error(`no type ${token}`);
        parts.push(...base.parts);
        attributes.push(...base.attributes);
      } else {
        const [, at, own = '', type = 'text', must, again, since] = tokenShape.exec(token) ?? [];
        if (own === '') throw new Error(`no declaration: ${token}`);
        if (at === '@') attributes.push({ name: own, type, isRequired: must === '!' });
        else
          parts.push({
            ...{ name: own.startsWith('m:') ? own : `${letter}:${own}`, type },
            ...{ isRequired: must === '!', isRepeated: again === '*' },
            since: Number(since ?? firstSchema),
          });
      }
    }
    return { parts, isChoice, isFilled, attributes };
  }
}
